/** One pick: poster, reception, why, and the fold that shows what counted. */

/** @import {MovieCard, Pick} from "./types.js" */

import { cardFacts } from "./words.js";
import { el } from "./dom.js";
import { movieAddress, state } from "./state.js";
import { poster } from "./poster.js";
import { receptionBar } from "./reception.js";
import { WhyFold } from "./why-fold.js";

export class PickCard {
  /** @param {MovieCard} movie */
  constructor(movie) {
    const href = movieAddress(movie.movie_id);
    this.bar = receptionBar(movie.reception);
    this.why = el("p", { class: "why" });
    this.fold = new WhyFold(movie.title);
    const title = el("a", { href, "data-route": true, text: movie.title });
    const image = el("a", { href, "data-route": true, tabindex: "-1", "aria-hidden": "true" },
      poster(movie, { eager: true }));
    this.links = [title, image];
    /** @type {HTMLElement} */
    this.element = el("li", { class: "pick" },
      image,
      el("div", {},
        el("h3", {}, title),
        el("p", { class: "fact", text: cardFacts(movie) }),
        this.bar,
        this.why,
        this.fold.element));
  }

  /** @param {Pick} pick The same movie, perhaps with other parts. */
  update(pick) {
    for (const link of this.links) link.href = movieAddress(pick.movie.movie_id, state.tune);
    this.why.textContent = pick.why;
    this.bar.show(pick.movie.reception);
    this.fold.update(pick);
  }
}
