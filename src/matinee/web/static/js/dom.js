/** Elements without strings of HTML: everything a server sends becomes text. */

/**
 * @param {string} tag
 * @param {Record<string, any>} [props] `class`, `text`, `on…` listeners, `dataset`, or attributes;
 *   `null`, `undefined` and `false` leave an attribute out.
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {any}
 */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name === "class" ? "class" : name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** @param {string} text What a screen reader says next, without moving. */
export function announce(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

/** @returns {boolean} */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
