/** Five picks and the dial that says how much audiences count. */

/** @import {MovieDetail, Pick, Tune} from "./types.js" */

import * as api from "./api.js";
import { announce, el } from "./dom.js";
import { debounce, ifSlow, latest } from "./timing.js";
import { cardBone } from "./card.js";
import { errorNotice } from "./notice.js";
import { flip } from "./flip.js";
import { PickCard } from "./pick.js";
import { movieAddress, state } from "./state.js";
import "./tune-panel.js";

const N_PICKS = 5;

class LikeThis extends HTMLElement {
  #signal = latest();
  #list = el("ol", { class: "picks" });
  #notes = el("p", { class: "notes", hidden: true });
  #dial = el("input", { type: "range", id: "dial", min: 0, max: 100, step: 5,
    "aria-label": "How much reviews count" });
  #tune = /** @type {any} */ (document.createElement("tune-panel"));
  #held = { width: 0, height: 0 };
  #turned = debounce(() => this.refresh(), 60);
  /** @type {MovieDetail | null} */
  #movie = null;
  /** @type {Map<number, PickCard>} */
  #cards = new Map();

  /** @param {MovieDetail} movie @returns {Promise<void>} */
  show(movie) {
    this.#movie = movie;
    state.sentiment = state.tune.sentiment ?? state.sentiment;
    this.#dial.value = String(Math.round(state.sentiment * 100));
    this.#word();
    this.#dial.addEventListener("input", () => {
      state.sentiment = Number(this.#dial.value) / 100;
      this.#word();
      this.#tuned({ ...state.tune, sentiment: state.sentiment });
    });
    this.#tune.addEventListener("tuned", (/** @type {CustomEvent<Tune>} */ event) => {
      this.#tuned({ ...event.detail, sentiment: state.tune.sentiment });
    });
    this.setAttribute("role", "region");
    this.setAttribute("aria-labelledby", "like-title");
    this.append(
      el("div", { class: "like-head" },
        el("h2", { id: "like-title", text: "Like this" }),
        el("div", { class: "dial" }, this.#dial,
          el("div", { class: "ends", "aria-hidden": "true" },
            el("span", { text: "Ignore reviews" }), el("span", { text: "Trust audiences" })))),
      this.#tune, this.#list, this.#notes);
    this.#tune.show(state.tune);
    return this.refresh();
  }

  /** @param {Tune} tune */
  #tuned(tune) {
    state.tune = tune;
    if (this.#movie) history.replaceState(history.state, "", movieAddress(this.#movie.movie_id, tune));
    this.#turned();
  }

  /** Asks again, with the dial where it is. @returns {Promise<void>} */
  async refresh() {
    if (!this.#movie) return;
    const options = { n: N_PICKS, ...state.tune, sentiment: state.sentiment };
    const answer = api.similar(this.#movie.movie_id, options, this.#signal());
    try {
      const { picks, notes } = await ifSlow(answer, () => this.#bones());
      this.#put(picks, notes ?? []);
      // why there is none stands in the list's place
      this.#notes.textContent = (notes ?? []).slice(0, picks.length ? undefined : -1).join(" ");
      this.#notes.hidden = !this.#notes.textContent;
    } catch (error) {
      if (api.isStale(error)) return;
      this.#cards.clear();
      this.#list.replaceChildren(el("li", {}, errorNotice(error, () => this.refresh())));
    }
  }

  /** @param {Pick[]} picks @param {string[]} notes */
  #put(picks, notes) {
    const before = [...this.#cards.keys()].join();
    /** @type {Map<number, PickCard>} */
    const cards = new Map();
    for (const pick of picks) {
      const card = this.#cards.get(pick.movie.movie_id) ?? new PickCard(pick.movie);
      card.update(pick);
      cards.set(pick.movie.movie_id, card);
    }
    const elements = [...cards.values()].map((card) => card.element);
    const same = before === [...cards.keys()].join();
    this.#hold();
    if (!same) flip(elements, () => this.#list.replaceChildren(...elements));
    this.#cards = cards;
    if (!picks.length) {
      const why = notes[notes.length - 1] ?? "Nothing comes near this one yet.";
      this.#list.replaceChildren(el("li", { class: "muted none", text: why }));
      announce(why);
    } else if (before && !same) {
      announce(`Now first: ${picks[0].movie.title}.`);
    }
  }

  /** Keeps the list as high as it is, so that shorter sentences or fewer picks move nothing below. */
  #hold() {
    const { width, height } = this.#list.getBoundingClientRect();
    const least = width === this.#held.width ? Math.max(this.#held.height, height) : height;
    this.#held = { width, height: this.#cards.size ? least : 0 };
    this.#list.style.minHeight = this.#held.height ? `${this.#held.height}px` : "";
  }

  #bones() {
    if (this.#cards.size === 0) {
      this.#list.replaceChildren(...Array.from({ length: N_PICKS }, cardBone));
    }
  }

  #word() {
    const value = Number(this.#dial.value);
    const word = value === 0 ? "Ignore reviews" : value === 100 ? "Trust audiences" : `${value} of 100`;
    this.#dial.setAttribute("aria-valuetext", word);
  }
}
customElements.define("like-this", LikeThis);
