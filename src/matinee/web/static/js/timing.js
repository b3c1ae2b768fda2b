/** When things happen: later, only the newest, only if it takes long. */

/**
 * @template {any[]} A
 * @param {(...args: A) => void} act
 * @param {number} ms Quiet time before it acts.
 * @returns {(...args: A) => void}
 */
export function debounce(act, ms) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...args), ms);
  };
}

/** @returns {() => AbortSignal} Each call stops what the last call's signal was given to. */
export function latest() {
  /** @type {AbortController | undefined} */
  let controller;
  return () => {
    controller?.abort();
    controller = new AbortController();
    return controller.signal;
  };
}

/**
 * Acts if the promise takes longer than 300 ms, so that quick answers flash nothing.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {() => void} act
 * @returns {Promise<T>}
 */
export function ifSlow(promise, act) {
  const timer = setTimeout(act, 300);
  return promise.finally(() => clearTimeout(timer));
}
