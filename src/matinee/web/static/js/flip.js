/** Moves elements to their new places, so that the eye can follow a new order. */

import { calm } from "./dom.js";

/**
 * @param {Iterable<HTMLElement>} elements Those that may move; they keep their identity.
 * @param {() => void} change Puts them where they belong.
 */
export function flip(elements, change) {
  const before = new Map([...elements].map((element) => [element, element.getBoundingClientRect()]));
  change();
  if (calm()) return;
  for (const [element, from] of before) {
    if (!element.isConnected || !from.width) continue;
    const to = element.getBoundingClientRect();
    const x = from.left - to.left;
    const y = from.top - to.top;
    if (!x && !y) continue;
    element.animate(
      [{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }],
      { duration: 200, easing: "ease-out" },
    );
  }
}
