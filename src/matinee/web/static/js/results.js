/** What a search found: the best of it, each with what it was found by. */

/** @import {Found, Query} from "./types.js" */

import * as api from "./api.js";
import { arrowsBetween } from "./arrows.js";
import { card, cardBone } from "./card.js";
import { announce, el } from "./dom.js";
import { errorNotice, nothingAbout } from "./notice.js";
import { ifSlow, latest } from "./timing.js";
import { narrowing, queryAddress } from "./state.js";
import { clip, count, mayBeTitle, whyFound } from "./words.js";

const MOST = 24;
const NAMES = ["title", "person"];

class SearchResults extends HTMLElement {
  #cards = el("ol", { class: "cards" });
  #notes = el("p", { class: "notes", hidden: true });
  #more = el("p", { class: "all-of", hidden: true });
  #signal = latest();

  connectedCallback() {
    this.append(this.#notes, this.#cards, this.#more);
    this.#cards.addEventListener("keydown", arrowsBetween(this.#cards));
  }

  /** @param {Query} query With the words in `q`. @returns {Promise<void>} */
  async show(query) {
    const q = query.q ?? "";
    this.#clear();
    const bones = () => this.#cards.replaceChildren(...Array.from({ length: 12 }, cardBone));
    this.setAttribute("aria-busy", "true");
    try {
      const signal = this.#signal();
      const answer = api.find({ ...narrowing(query), q, n: MOST }, signal);
      const { results, notes } = await ifSlow(answer, bones);
      const slip = !results.length && !Object.keys(narrowing(query)).length && mayBeTitle(q);
      const near = slip ? await api.closest(q, signal) : [];
      this.#clear();
      this.#notes.textContent = notes.join(" ");
      this.#notes.hidden = !notes.length || !results.length;
      if (results.length) this.#put(results, q);
      else this.prepend(nothingAbout(query, near));
      this.#say(results.length ? count(results.length, "film") : "");
    } catch (error) {
      if (api.isStale(error)) return;
      this.#clear();
      this.#say("");
      this.prepend(errorNotice(error, () => this.show(query), true));
    }
    this.removeAttribute("aria-busy");
  }

  /** Stops what is on its way: another list is shown. */
  leave() {
    this.#signal();
    this.#clear();
  }

  /** @param {Found[]} results @param {string} q */
  #put(results, q) {
    this.#cards.replaceChildren(...results.map((found, index) => card(found.movie, index < 6, whyFound(found))));
    const by = NAMES.find((name) => results[0].found_by.includes(name));
    this.#more.hidden = !by;
    if (!by) return;
    const text = by === "title" ? `All films called “${clip(q, 40)}”` : `All films by or with “${clip(q, 40)}”`;
    this.#more.replaceChildren(el("a", { href: queryAddress({ [by]: q }), "data-route": true, text }));
  }

  #clear() {
    this.querySelector(".notice")?.remove();
    this.#cards.replaceChildren();
    this.#notes.hidden = this.#more.hidden = true;
  }

  /** @param {string} text */
  #say(text) {
    const nothing = this.querySelector(".notice:not([role]) .say");
    if (nothing) announce(nothing.textContent ?? "");
    this.dispatchEvent(new CustomEvent("counted", { detail: text }));
  }
}
customElements.define("search-results", SearchResults);
