/** The quiet fold above the picks: dials that trade some fit for something else, and two filters. */

/** @import {Tune} from "./types.js" */

import * as api from "./api.js";
import { DIALS, dialWords, isYear, tuned } from "./tune.js";
import { el } from "./dom.js";

/** Dial -> what it is called, and the words at its ends. @type {Record<string, string[]>} */
const WORDS = {
  popularity: ["Fewer blockbusters", "Crowd-pleasers", "Hidden gems"],
  diversity: ["More variety", "More of the same", "Mix it up"],
  serendipity: ["Surprise me", "As expected", "Something else"],
};
const PERCENT = 100;

class TunePanel extends HTMLElement {
  #note = el("span", { class: "in-use" });
  #fold = el("details", { class: "tune" });
  #form = el("form", { autocomplete: "off", "aria-label": "Tune the list" });
  #genre = el("select", { name: "genre" }, el("option", { value: "", text: "All genres" }));
  /** @type {Promise<void> | null} */
  #offered = null;

  connectedCallback() {
    const year = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ hint) =>
      el("input", { name, type: "text", inputmode: "numeric", pattern: "[0-9]{4}", maxlength: 4,
        placeholder: hint, "aria-label": label });
    this.#form.append(
      ...DIALS.map(dial),
      el("div", { class: "narrow" },
        el("label", {}, "Genre ", this.#genre),
        el("fieldset", {}, el("legend", { text: "Years" }),
          year("year_from", "From year", "1970"), el("span", { "aria-hidden": "true", text: " – " }),
          year("year_to", "To year", "1979")),
        el("button", { type: "reset", class: "quiet", text: "Clear" })));
    this.#form.addEventListener("input", () => this.#tell());
    this.#form.addEventListener("reset", () => setTimeout(() => this.#tell()));
    this.#form.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
    this.#fold.append(el("summary", {}, el("span", { text: "Tune" }), this.#note), this.#form);
    this.#fold.addEventListener("toggle", () => this.#offer());
    this.append(this.#fold);
  }

  /** @param {Tune} tune What the dials and filters start at; the fold is open where any is in use. */
  show(tune) {
    for (const name of DIALS) this.#field(name).value = String((tune[name] ?? 0) * PERCENT);
    if (tune.genre) this.#genre.append(el("option", { value: tune.genre, text: tune.genre }));
    this.#genre.value = tune.genre ?? "";
    for (const name of /** @type {const} */ (["year_from", "year_to"])) this.#field(name).value = tune[name] ?? "";
    this.#fold.open = tuned(tune) > 0;
    this.#say(tune);
  }

  /** @param {string} name @returns {HTMLInputElement} */
  #field(name) {
    return this.#form.elements.namedItem(name);
  }

  #tell() {
    /** @type {Tune} */
    const tune = {};
    for (const name of DIALS) {
      const value = Number(this.#field(name).value) / PERCENT;
      if (value) tune[name] = value;
    }
    if (this.#genre.value) tune.genre = this.#genre.value;
    for (const name of /** @type {const} */ (["year_from", "year_to"])) {
      const year = this.#field(name).value.trim();
      if (isYear(year)) tune[name] = year; // half a year says nothing yet
    }
    this.#say(tune);
    this.dispatchEvent(new CustomEvent("tuned", { detail: tune }));
  }

  /** @param {Tune} tune */
  #say(tune) {
    for (const name of DIALS) this.#field(name).setAttribute("aria-valuetext", dialWords(tune[name] ?? 0));
    const n = tuned(tune);
    this.#note.textContent = n ? `${n} in use` : "";
  }

  /** Asks for the genres when the fold is opened for the first time. */
  #offer() {
    if (!this.#fold.open) return;
    this.#offered ??= api.genres().then(({ genres }) => {
      const there = new Set([...this.#genre.options].map((option) => option.value));
      const others = genres.filter(({ name }) => !there.has(name));
      this.#genre.append(...others.map(({ name }) => el("option", { value: name, text: name })));
    }, () => { this.#offered = null; }); // the next time may have more luck
  }
}
customElements.define("tune-panel", TunePanel);

/** @param {string} name @returns {HTMLElement} */
function dial(name) {
  const [label, low, high] = WORDS[name];
  return el("div", { class: "dial" },
    el("label", {}, el("span", { text: label }), el("input", { type: "range", name, min: 0, max: PERCENT, step: 5, value: 0 })),
    el("div", { class: "ends", "aria-hidden": "true" }, el("span", { text: low }), el("span", { text: high })));
}
