/** The filters over the grid; each change is a new address. */

/** @import {Query} from "./types.js" */

import * as api from "./api.js";
import { debounce } from "./timing.js";
import { el } from "./dom.js";

const FIELDS = /** @type {const} */ (["title", "genre", "director", "year_from", "year_to", "sort"]);

class MovieFilters extends HTMLElement {
  #changed = debounce(() => this.#tell(), 300);

  connectedCallback() {
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    const toggle = /** @type {HTMLElement} */ (this.querySelector(".toggle"));
    toggle.addEventListener("click", () => {
      const open = toggle.getAttribute("aria-expanded") !== "true";
      toggle.setAttribute("aria-expanded", String(open));
    });
    this.form.addEventListener("input", () => this.#changed());
    this.form.addEventListener("reset", () => setTimeout(() => this.#tell(true)));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.#genres();
  }

  /** @param {Query} query */
  show(query) {
    for (const field of FIELDS) {
      const input = this.#field(field);
      const value = query[field] ?? (field === "sort" && !query.q && !query.title ? "popular" : "");
      if (document.activeElement === input) continue;
      if (field === "genre") this.#offer(value);
      input.value = value;
    }
  }

  /** @param {string} name @returns {HTMLInputElement} */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.form?.elements.namedItem(name));
  }

  /** @param {string} genre One of the address that the list may not have (yet). */
  #offer(genre) {
    const select = /** @type {any} */ (this.#field("genre"));
    const known = [...select.options].some((option) => option.value === genre);
    if (!known) select.append(el("option", { value: genre, text: genre }));
  }

  async #genres() {
    try {
      const { genres } = await api.genres();
      const select = this.#field("genre");
      const chosen = select.value;
      const named = genres.filter(({ name }) => name !== chosen);
      select.append(...named.map(({ name }) => el("option", { value: name, text: name })));
    } catch {
      // the other filters work without the list
    }
  }

  #tell(cleared = false) {
    if (!cleared && !this.form?.checkValidity()) return;
    /** @type {Query} */
    const query = {};
    for (const field of FIELDS) {
      const value = cleared ? "" : this.#field(field).value.trim();
      if (value && !(field === "sort" && value === "popular")) query[field] = value;
    }
    this.dispatchEvent(new CustomEvent("filtered", { detail: { query, cleared } }));
  }
}
customElements.define("movie-filters", MovieFilters);
