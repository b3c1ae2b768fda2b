/** How audiences felt, drawn: the interval as a band, the mean as a tick, the counts in words. */

/** @import {Reception} from "./types.js" */

import { liked, receptionWords } from "./words.js";
import { el } from "./dom.js";

class ReceptionBar extends HTMLElement {
  /** @type {HTMLElement | undefined} */
  #words;

  /**
   * @param {Reception} reception
   * @param {{short?: boolean}} [options] `short` leaves what it rests on to the screen reader.
   */
  show(reception, { short = false } = {}) {
    if (!this.#words) {
      this.#words = el("span", { class: "words" });
      const track = el("span", { class: "track", "aria-hidden": "true" });
      track.append(el("span", { class: "band" }), el("span", { class: "tick" }));
      this.append(track, /** @type {HTMLElement} */ (this.#words));
    }
    this.classList.add("reception");
    this.classList.toggle("unknown", !reception.known);
    this.classList.toggle("cool", reception.known && reception.mean < 0.5);
    for (const key of /** @type {const} */ (["mean", "low", "high"])) {
      const share = Math.min(1, Math.max(0, reception[key]));
      this.style.setProperty(`--${key}`, `${(share * 100).toFixed(1)}%`);
    }
    const words = receptionWords(reception);
    const said = /** @type {HTMLElement} */ (this.#words);
    if (!short) {
      said.textContent = words;
      return;
    }
    said.replaceChildren(
      el("span", { "aria-hidden": "true", text: liked(reception) }),
      el("span", { class: "unseen", text: words }),
    );
    this.title = words;
  }
}
customElements.define("reception-bar", ReceptionBar);

/**
 * @param {Reception} reception
 * @param {{short?: boolean}} [options]
 * @returns {ReceptionBar}
 */
export function receptionBar(reception, options) {
  const bar = /** @type {ReceptionBar} */ (document.createElement("reception-bar"));
  bar.show(reception, options);
  return bar;
}
