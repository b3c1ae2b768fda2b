/** What audiences say of each side of a movie: a bar, and a quote of praise and of complaint. */

/** @import {Aspect, Audience, Quote} from "./types.js" */

import * as api from "./api.js";
import { announce, el } from "./dom.js";
import { aspectName, aspectWords } from "./aspect-words.js";
import { count } from "./words.js";
import { latest } from "./timing.js";
import { setTrack, track } from "./track.js";

const OPEN = 3; // aspects whose quotes are in sight at once; a narrow screen has room for one
const FIRST = 6; // aspects that a narrow screen shows before it is asked for the rest
const WIDE = "(min-width: 720px)";
const PATIENCE = 400; // ms that the page is held back, so that nothing moves later

/**
 * @param {Promise<Audience | null>} answer
 * @returns {Promise<boolean>} Whether it came so soon that it can stand above other things.
 */
export const inTime = (answer) =>
  Promise.race([answer.then(Boolean), new Promise((done) => setTimeout(() => done(false), PATIENCE))]);

class AudienceAspects extends HTMLElement {
  #signal = latest();
  #id = 0;
  #list = el("ul", { class: "aspects" });
  #rest = el("button", { type: "button", class: "rest", onclick: () => this.#showRest() });
  #notes = el("p", { class: "notes" });
  /** @type {Map<string, boolean>} What the reader opened or closed. */
  #folds = new Map();

  /** @param {number} id @param {Promise<Audience | null>} answer `null` where the server had none. */
  async show(id, answer) {
    this.#id = id;
    this.hidden = true;
    this.setAttribute("role", "region");
    this.setAttribute("aria-labelledby", "aspects-title");
    this.append(
      el("h2", { id: "aspects-title", text: "What audiences say" }),
      el("p", { class: "muted", text: "Each bar runs from all complaints to all praise; the wider its band, the less is known." }),
      this.#list, this.#rest, this.#notes);
    const audience = await answer;
    if (audience) this.#put(audience);
  }

  /** Asks again: somebody has said something. */
  async refresh() {
    try {
      this.#put(await api.audience(this.#id, this.#signal()));
    } catch {
      // what is shown was true a moment ago
    }
  }

  /** @param {Audience} audience */
  #put({ aspects, notes }) {
    this.hidden = !aspects.length && !notes.length;
    const opened = matchMedia(WIDE).matches ? OPEN : 1;
    this.#list.replaceChildren(...aspects.map((aspect, at) => this.#aspect(aspect, at < opened)));
    this.#rest.textContent = `${aspects.length - FIRST} more`;
    this.#rest.hidden = aspects.length <= FIRST || this.#list.classList.contains("all");
    this.#notes.textContent = notes.join(" ");
  }

  /** @param {Aspect} aspect @param {boolean} open @returns {HTMLElement} */
  #aspect(aspect, open) {
    const name = aspectName(aspect.aspect);
    const head = [
      el("span", { class: "name", text: name }),
      el("span", { class: "few", "aria-hidden": "true", text: count(aspect.n, "review") }),
      el("span", { class: "unseen", text: `: ${aspectWords(aspect)}` }),
      track(),
    ];
    const quotes = [
      ...aspect.praise.slice(0, 1).map((one) => said(one, "liked", "Praise")),
      ...aspect.complaints.slice(0, 1).map((one) => said(one, "disliked", "Complaint")),
    ];
    const item = el("li", { class: `aspect reception ${aspect.positive < 0.5 ? "cool" : ""}` },
      quotes.length ? this.#fold(aspect.aspect, head, quotes, open) : el("div", { class: "head-line" }, ...head));
    setTrack(item, { mean: aspect.positive, low: aspect.low, high: aspect.high });
    return item;
  }

  /** @param {string} name @param {Node[]} head @param {Node[]} quotes @param {boolean} open */
  #fold(name, head, quotes, open) {
    const fold = el("details", { open: this.#folds.get(name) ?? open },
      el("summary", { class: "head-line" }, ...head), ...quotes);
    fold.querySelector("summary").addEventListener("click", () => this.#folds.set(name, !fold.open));
    return fold;
  }

  #showRest() {
    this.#list.classList.add("all");
    this.#rest.hidden = true;
    const next = this.#list.children[FIRST];
    next?.querySelector("summary")?.focus();
    announce(`${count(this.#list.children.length, "aspect")}.`);
  }
}
customElements.define("audience-aspects", AudienceAspects);

/** @param {Quote} quote @param {string} feeling @param {string} name @returns {HTMLElement} */
const said = ({ text }, feeling, name) =>
  el("figure", { class: `said ${feeling}` },
    el("figcaption", { text: name }),
    el("blockquote", { text }));
