/** One pick: poster, reception, why, and the fold that shows the parts of its score. */

/** @import {MovieCard, Part, Pick} from "./types.js" */

import { cardFacts, isTakenOff, partName, percent, shares } from "./words.js";
import { el } from "./dom.js";
import { movieAddress, state } from "./state.js";
import { poster } from "./poster.js";
import { receptionBar } from "./reception.js";

/** Each part keeps its colour; those of one colour never stand in one list. @type {Record<string, number>} */
const COLOURS = { about: 1, text: 1, audience: 2, reception: 3, popularity: 4, people: 4, praise: 5, tags: 5, genres: 6 };
const OTHER = 7; // and what a dial took off

export class PickCard {
  /** @param {MovieCard} movie */
  constructor(movie) {
    const href = movieAddress(movie.movie_id);
    this.bar = receptionBar(movie.reception);
    this.why = el("p", { class: "why" });
    this.stack = el("div", { class: "parts", "aria-hidden": "true" });
    this.legend = el("ul", { class: "legend" });
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
        el("details", {},
          el("summary", { "aria-label": `What counted for ${movie.title}`, text: "What counted" }),
          this.stack, this.legend)));
  }

  /** @param {Pick} pick The same movie, perhaps with other parts. */
  update(pick) {
    for (const link of this.links) link.href = movieAddress(pick.movie.movie_id, state.tune);
    this.why.textContent = pick.why;
    this.bar.show(pick.movie.reception);
    const parts = shares(pick.parts);
    this.stack.replaceChildren(...parts.map((part) => {
      const slice = el("span", { class: colour(part) });
      slice.style.setProperty("--share", String(part.share));
      return slice;
    }));
    this.legend.replaceChildren(...parts.map((part) =>
      el("li", {},
        el("span", { class: `dot ${colour(part)}`, "aria-hidden": "true" }),
        el("span", { text: partName(part.name, part.value) }),
        el("span", { text: percent(part.share) }))));
  }
}

/** @param {Part} part */
const colour = ({ name, value }) =>
  `part-${isTakenOff(name, value) ? OTHER : COLOURS[name] ?? OTHER}`;
