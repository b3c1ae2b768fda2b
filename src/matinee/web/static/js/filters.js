/** The filters over the grid; each change is a new address. */

/** @import {Query} from "./types.js" */

import * as api from "./api.js";
import { debounce } from "./timing.js";
import { el } from "./dom.js";
import { showChips } from "./chips.js";

const FIELDS = /** @type {const} */ (["title", "genre", "director", "year_from", "year_to", "sort"]);

class MovieFilters extends HTMLElement {
  #changed = debounce(() => this.#tell(), 300);
  /** @type {string[]} */
  #tags = [];
  /** @type {string | undefined} Chosen by a link; it has no field here. */
  #person;

  connectedCallback() {
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    const toggle = /** @type {HTMLElement} */ (this.querySelector(".toggle"));
    toggle.addEventListener("click", () => {
      const open = toggle.getAttribute("aria-expanded") !== "true";
      toggle.setAttribute("aria-expanded", String(open));
    });
    this.chips = /** @type {HTMLElement} */ (this.querySelector(".chips"));
    this.picker = /** @type {any} */ (this.querySelector("tag-picker"));
    this.picker.addEventListener("picked", (/** @type {CustomEvent<string>} */ event) =>
      this.#choose([...this.#tags, event.detail]));
    this.picker.addEventListener("dropped", (/** @type {CustomEvent<string>} */ event) => this.#drop(event.detail));
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
    this.#tags = query.tag ?? [];
    this.#person = query.person;
    this.#field("family").checked = Boolean(query.family);
    this.#show();
  }

  /** Shows as chips what has no field, or one that the fold may hide. */
  #show() {
    if (this.picker) this.picker.chosen = this.#tags;
    const [genre, from, to, family] = ["genre", "year_from", "year_to", "family"].map((name) => this.#field(name));
    const chips = [
      ...this.#tags.map((name) => ({ name, remove: () => this.#drop(name) })),
      this.#person && { name: `by or with ${this.#person}`, remove: () => this.#empty() },
      genre.value && { name: genre.value, folded: true, remove: () => this.#empty(genre) },
      (from.value || to.value) &&
        { name: `${from.value}–${to.value}`, folded: true, remove: () => this.#empty(from, to) },
      family.checked && { name: "fit for a family evening", folded: true, remove: () => this.#empty(family) },
    ];
    if (this.chips) showChips(this.chips, chips.filter((chip) => typeof chip === "object"));
  }

  /** @param {...HTMLInputElement} fields Those to empty; none means the person. */
  #empty(...fields) {
    if (!fields.length) this.#person = undefined;
    for (const field of fields) {
      if (field.type === "checkbox") field.checked = false;
      else field.value = "";
    }
    this.#tell();
    this.#focusChip(0);
  }

  /** @param {number} at The chip whose place the focus takes, or the nearest; the tags' box without any. */
  #focusChip(at) {
    const left = [...(this.chips?.querySelectorAll("button") ?? [])].filter((button) => button.offsetParent);
    const next = left[Math.min(at, left.length - 1)] ?? this.querySelector(".toggle");
    (next?.offsetParent ? next : this.picker?.input)?.focus();
  }

  /** @param {string[]} tags */
  #choose(tags) {
    this.#tags = tags;
    this.#tell();
  }

  /** @param {string} tag */
  #drop(tag) {
    const at = this.#tags.indexOf(tag);
    this.#choose(this.#tags.filter((one) => one !== tag));
    if (document.activeElement !== this.picker?.input) this.#focusChip(at);
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
    if (!cleared && this.#tags.length) query.tag = this.#tags;
    if (!cleared && this.#person) query.person = this.#person;
    if (!cleared && this.#field("family").checked) query.family = "true";
    this.dispatchEvent(new CustomEvent("filtered", { detail: query }));
  }
}
customElements.define("movie-filters", MovieFilters);
