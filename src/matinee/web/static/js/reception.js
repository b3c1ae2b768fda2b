/** How audiences felt, drawn: the interval as a band, the mean as a tick, the counts in words. */

/** @import {Reception} from "./types.js" */

import { liked, receptionWords } from "./words.js";
import { el } from "./dom.js";
import { setTrack, track } from "./track.js";

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
      this.append(track(), /** @type {HTMLElement} */ (this.#words));
    }
    this.classList.add("reception");
    this.classList.toggle("unknown", !reception.known);
    this.classList.toggle("cool", reception.known && reception.mean < 0.5);
    setTrack(this, reception);
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
