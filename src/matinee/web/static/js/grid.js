/** The grid of cards: pages by cursor, arrows between cards, empty and error states. */

/** @import {Query} from "./types.js" */

import * as api from "./api.js";
import { arrowsBetween } from "./arrows.js";
import { announce, el } from "./dom.js";
import { card, cardBone } from "./card.js";
import { emptyNotice, errorNotice } from "./notice.js";
import { ifSlow, latest } from "./timing.js";
import { count } from "./words.js";
import { withOrder } from "./state.js";

const PAGE = 24;
const BY_ITSELF = 4; // pages that scrolling brings; after that the foot of the page is in reach

class MovieGrid extends HTMLElement {
  #cards = el("ul", { class: "cards" });
  #more = el("button", { type: "button", text: "More films", onclick: () => this.#next(true) });
  #below = el("div", { class: "more" }, this.#more);
  #signal = latest();
  /** @type {Query} */
  #query = {};
  /** @type {string | null} */
  #cursor = null;
  #pages = 0;
  #busy = false;

  connectedCallback() {
    this.append(this.#cards, this.#below);
    this.#below.hidden = true;
    this.#cards.addEventListener("keydown", arrowsBetween(this.#cards));
    const watch = new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting) && this.#pages < BY_ITSELF) this.#next(false);
    }, { rootMargin: "600px" });
    watch.observe(this.#below);
  }

  /**
   * @param {Query} query
   * @param {Promise<unknown>} [above] What is to stand above the list before it comes.
   * @returns {Promise<void>}
   */
  async show(query, above) {
    this.#query = query;
    this.#pages = 0;
    this.#below.hidden = true;
    const signal = this.#signal();
    const bones = () => this.#cards.replaceChildren(...Array.from({ length: 12 }, cardBone));
    this.setAttribute("aria-busy", "true");
    try {
      const answer = Promise.all([api.movies({ ...withOrder(query), limit: PAGE }, signal), above]);
      const [page] = await ifSlow(answer, bones);
      this.#say(page.total ? count(page.total, "film") : "");
      if (page.movies.length) {
        this.#cards.replaceChildren(...page.movies.map((movie, index) => card(movie, index < 6)));
        this.#after(page.next_cursor);
      } else {
        const closest = query.title ? await api.closest(query.title, signal) : [];
        this.#fill(emptyNotice(query, closest));
      }
    } catch (error) {
      if (api.isStale(error)) return;
      this.#say("");
      this.#fill(errorNotice(error, () => this.show(query), Object.keys(query).length > 0));
    }
    this.removeAttribute("aria-busy");
  }

  /** Stops what is on its way: another list is shown. */
  leave() {
    this.#signal();
    this.#query = {};
    this.#cursor = null;
    this.#below.hidden = true;
    this.#cards.replaceChildren();
    this.querySelector(".notice")?.remove();
  }

  /** @param {boolean} focus Whether the first new card is focused, as a button's outcome. */
  async #next(focus) {
    if (this.#busy || !this.#cursor) return;
    this.#busy = this.#more.disabled = true;
    const query = this.#query;
    try {
      const page = await api.movies({ ...withOrder(query), limit: PAGE, cursor: this.#cursor });
      if (query !== this.#query) return;
      const cards = page.movies.map((movie) => card(movie, false));
      this.#cards.append(...cards);
      this.#after(page.next_cursor);
      if (focus) cards[0]?.querySelector("a")?.focus();
      announce(`${count(page.movies.length, "more film")}.`);
    } catch (error) {
      this.#pages = BY_ITSELF; // no second try without being asked
      if (!api.isStale(error)) announce(error instanceof Error ? error.message : "");
    } finally {
      this.#busy = this.#more.disabled = false;
    }
  }

  /** @param {string | null} cursor */
  #after(cursor) {
    this.#pages += 1;
    this.#cursor = cursor;
    this.#below.hidden = !cursor;
  }

  /** @param {HTMLElement} notice */
  #fill(notice) {
    this.#cursor = null;
    this.#cards.replaceChildren();
    this.querySelector(".notice")?.remove();
    this.prepend(notice);
  }

  /** @param {string} text */
  #say(text) {
    this.querySelector(".notice")?.remove();
    this.dispatchEvent(new CustomEvent("counted", { detail: text }));
  }
}
customElements.define("movie-grid", MovieGrid);
