/** What the list is narrowed by, each with a button that takes it away. */

import { el } from "./dom.js";

/**
 * @param {HTMLElement} list
 * @param {{name: string, remove: () => void, folded?: boolean}[]} chips `folded`: a narrow screen may
 *   hide its field.
 */
export function showChips(list, chips) {
  list.hidden = !chips.length;
  list.replaceChildren(...chips.map(({ name, remove, folded }) =>
    el("li", { class: folded && "folded" },
      el("button", { type: "button", class: "chip", "aria-label": `Remove ${name}`, onclick: remove },
        el("span", { text: name }), el("span", { class: "cross", "aria-hidden": "true", text: "×" })))));
}
