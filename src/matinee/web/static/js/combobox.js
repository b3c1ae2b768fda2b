/** The search box: an ARIA combobox that suggests movies and, last, a search by what they are about. */

/** @import {MovieCard} from "./types.js" */

import * as api from "./api.js";
import { announce, el } from "./dom.js";
import { clip, count, list, titleAndYear } from "./words.js";
import { debounce, latest } from "./timing.js";
import { poster } from "./poster.js";

const PAUSE = 140; // ms of quiet before a question

class MovieSearch extends HTMLElement {
  /** @type {MovieCard[]} */
  #found = [];
  #active = -1;
  #signal = latest();
  #ask = debounce((/** @type {string} */ text) => this.#suggest(text), PAUSE);

  connectedCallback() {
    this.input = /** @type {HTMLInputElement} */ (this.querySelector("input"));
    this.list = /** @type {HTMLElement} */ (this.querySelector("[role=listbox]"));
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.#close());
    this.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#search();
    });
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = /** @type {HTMLElement} */ (event.target).closest("[role=option]");
      if (option) this.#open(Number(/** @type {HTMLElement} */ (option).dataset.index));
    });
  }

  /** @param {string} text What the box shows, without asking. */
  set value(text) {
    if (this.input && document.activeElement !== this.input) this.input.value = text;
  }

  #typed() {
    const text = this.input?.value.trim() ?? "";
    if (text) {
      this.#ask(text);
      return;
    }
    this.#stop();
    this.dispatchEvent(new CustomEvent("emptied"));
  }

  /** @param {string} text */
  async #suggest(text) {
    if (text !== this.input?.value.trim() || document.activeElement !== this.input) return;
    try {
      const { movies } = await api.movies({ q: text, limit: 8 }, this.#signal());
      this.#show(movies, text);
    } catch (error) {
      if (!api.isStale(error)) this.#close(); // searching itself will say what is wrong
    }
  }

  /** @param {MovieCard[]} movies @param {string} text */
  #show(movies, text) {
    this.#found = movies;
    const options = movies.map((movie, index) =>
      el("li", { role: "option", id: `suggestion-${index}`, "aria-selected": "false", dataset: { index } },
        poster(movie),
        el("div", {},
          el("strong", { text: titleAndYear(movie) }),
          el("span", { class: "muted", text: list(movie.directors.slice(0, 2)) }))));
    const about = el("li", { class: "about", role: "option", id: `suggestion-${movies.length}`,
      "aria-selected": "false", dataset: { index: movies.length } },
      el("span", {}, "Search for what it is about: ", el("strong", { text: clip(text, 80) })));
    this.list?.replaceChildren(...options, about);
    this.#unfold(true);
    this.#mark(-1);
    const names = movies.length ? count(movies.length, "film or person", "films or people") : "No film or person";
    announce(`${names} by that name. Enter searches for what it is about.`);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const open = this.list && !this.list.hidden;
    const n = this.list?.children.length ?? 0;
    if (event.key === "Escape" && open) {
      event.preventDefault(); // the first Escape closes, the next one empties the box
      this.#stop();
    } else if (event.key === "Enter" && open && this.#active >= 0) {
      event.preventDefault();
      this.#open(this.#active);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && n) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // one place more than there are options: the text itself
      const to = open ? ((this.#active + 1 + step + n + 1) % (n + 1)) - 1 : step > 0 ? 0 : n - 1;
      this.#unfold(true);
      this.#mark(to);
    }
  }

  /** @param {number} index */
  #mark(index) {
    this.#active = index;
    this.list?.querySelectorAll("[role=option]").forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
      if (at === index) option.scrollIntoView({ block: "nearest" });
    });
    if (index < 0) this.input?.removeAttribute("aria-activedescendant");
    else this.input?.setAttribute("aria-activedescendant", `suggestion-${index}`);
  }

  /** @param {boolean} open */
  #unfold(open) {
    if (this.list) this.list.hidden = !open;
    this.input?.setAttribute("aria-expanded", String(open));
  }

  #close() {
    this.#unfold(false);
    this.#mark(-1);
  }

  /** Closes, and lets no answer that is still on its way open the list again. */
  #stop() {
    this.#signal();
    this.#ask("");
    this.#close();
  }

  /** @param {number} index */
  #open(index) {
    const movie = this.#found[index];
    if (!movie) this.#search(); // the last row
    if (!movie || !this.input) return;
    this.#stop();
    this.input.value = "";
    this.dispatchEvent(new CustomEvent("chosen", { detail: movie.movie_id }));
  }

  #search() {
    this.#stop();
    const text = this.input?.value.trim();
    if (text) this.dispatchEvent(new CustomEvent("searched", { detail: text }));
  }
}
customElements.define("movie-search", MovieSearch);
