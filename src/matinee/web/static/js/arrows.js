/** Arrow keys between the cards of a grid. */

/**
 * @param {HTMLElement} list Holds the cards; how many stand beside each other, its style says.
 * @returns {(event: KeyboardEvent) => void} A listener for its keys.
 */
export const arrowsBetween = (list) => (event) => {
  /** @type {HTMLElement[]} */
  const links = [...list.querySelectorAll(/** @type {"a"} */ ("a.link"))];
  const at = links.indexOf(/** @type {HTMLElement} */ (event.target));
  if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const columns = getComputedStyle(list).gridTemplateColumns.split(" ").length;
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
  const step = steps[/** @type {"ArrowUp"} */ (event.key)];
  const to = { Home: 0, End: links.length - 1 }[event.key] ?? (step ? at + step : -1);
  if (!links[to]) return;
  event.preventDefault();
  links[to].focus();
};
