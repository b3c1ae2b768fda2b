/** The tag filter: an ARIA combobox over every tag, by group; each choice is one more tag. */

/** @import {Tag} from "./types.js" */

import * as api from "./api.js";
import { announce, el } from "./dom.js";
import { groupName, matchingTags } from "./profile-words.js";
import { count } from "./words.js";

class TagPicker extends HTMLElement {
  /** @type {string[]} Tags that are chosen already and need not be offered. */
  chosen = [];
  /** @type {Tag[]} */
  #offered = [];
  #active = -1;

  connectedCallback() {
    this.input = /** @type {HTMLInputElement} */ (this.querySelector("input"));
    this.list = /** @type {HTMLElement} */ (this.querySelector("[role=listbox]"));
    this.input.addEventListener("input", (event) => {
      event.stopPropagation(); // half a word is no filter yet
      this.#offer();
    });
    this.input.addEventListener("click", () => this.#offer());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.#close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = /** @type {HTMLElement} */ (event.target).closest("[role=option]");
      if (option) this.#choose(Number(/** @type {HTMLElement} */ (option).dataset.index));
    });
  }

  async #offer(active = -1) {
    const known = await api.tags();
    if (document.activeElement !== this.input || !this.input) return;
    const text = this.input.value;
    this.#offered = matchingTags(known, text, this.chosen);
    this.list?.replaceChildren(...(text.trim() ? this.#offered.map(option) : this.#groups()));
    if (!this.#offered.length) {
      const none = known.length ? "No tag has these letters. The search box finds films by any words."
        : "There are no tags yet.";
      this.list?.append(el("li", { class: "none muted", role: "option", "aria-disabled": "true",
        "aria-selected": "false", text: none }));
    }
    this.#unfold(true);
    this.#mark(active < 0 ? active : Math.min(active, this.#offered.length - 1));
    if (this.list) this.list.scrollTop = 0;
    announce(`${count(this.#offered.length, "tag")}.`);
  }

  /** @returns {HTMLElement[]} */
  #groups() {
    /** @type {Map<string, HTMLElement[]>} */
    const groups = new Map();
    this.#offered.forEach((tag, index) => {
      groups.set(tag.group, [...(groups.get(tag.group) ?? []), option(tag, index)]);
    });
    return [...groups].map(([group, options]) =>
      el("li", { role: "presentation" },
        el("p", { class: "group", id: `tags-${group}`, "aria-hidden": "true", text: groupName(group) }),
        el("ul", { role: "group", "aria-label": groupName(group) }, ...options)));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const open = this.list && !this.list.hidden;
    const n = this.#offered.length;
    if (event.key === "Escape" && open) {
      event.preventDefault();
      this.#close();
    } else if (event.key === "Enter") {
      event.preventDefault(); // the form has nothing to send
      // words that leave one tag, or begin with one, need no arrow
      if (open && n && (this.#active >= 0 || this.input?.value.trim())) this.#choose(Math.max(this.#active, 0));
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const down = event.key === "ArrowDown";
      if (!open) this.#offer(down ? 0 : Number.MAX_SAFE_INTEGER);
      else if (n) this.#mark((this.#active + (down ? 1 : this.#active < 0 ? 0 : -1) + n) % n);
    } else if (event.key === "Backspace" && !this.input?.value && this.chosen.length) {
      this.dispatchEvent(new CustomEvent("dropped", { detail: this.chosen[this.chosen.length - 1] }));
    }
  }

  /** @param {number} index */
  #mark(index) {
    this.#active = index;
    this.list?.querySelectorAll("[role=option]:not([aria-disabled])").forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
      if (at === index) option.scrollIntoView({ block: "nearest" });
    });
    if (index < 0) this.input?.removeAttribute("aria-activedescendant");
    else this.input?.setAttribute("aria-activedescendant", `tag-${index}`);
  }

  /** @param {number} index */
  #choose(index) {
    const tag = this.#offered[index];
    if (!tag || !this.input) return;
    this.input.value = "";
    this.#close();
    this.dispatchEvent(new CustomEvent("picked", { detail: tag.name }));
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
}
customElements.define("tag-picker", TagPicker);

/** @param {Tag} tag @param {number} index @returns {HTMLElement} */
const option = ({ name, definition, n_movies: n }, index) =>
  el("li", { role: "option", id: `tag-${index}`, "aria-selected": "false", title: definition, dataset: { index } },
    el("span", { text: name }),
    el("span", { class: "muted", "aria-label": count(n, "film"), text: n.toLocaleString("en") }));
