/** A movie in the grid, and the shape it has before it is there. */

/** @import {MovieCard} from "./types.js" */

import { el } from "./dom.js";
import { cardFacts, list } from "./words.js";
import { movieAddress } from "./state.js";
import { poster } from "./poster.js";
import { receptionBar } from "./reception.js";

/**
 * @param {MovieCard} movie
 * @param {boolean} eager
 * @param {string} [why] What it was found by, in place of who made it.
 * @returns {HTMLElement}
 */
export function card(movie, eager, why) {
  const href = movieAddress(movie.movie_id);
  const directors = list(movie.directors.slice(0, 2));
  return el("li", { class: "card" },
    poster(movie, { eager }),
    el("a", { class: "link", href, "data-route": true, text: movie.title }),
    el("p", { class: "fact", text: cardFacts(movie) }),
    why ? el("p", { class: "why", text: why }) : directors && el("p", { class: "fact", text: directors }),
    receptionBar(movie.reception, { short: true }));
}

/** @returns {HTMLElement} */
export const cardBone = () =>
  el("li", { class: "card", "aria-hidden": "true" },
    el("div", { class: "poster bone" }),
    el("div", { class: "bone bone-line" }),
    el("div", { class: "bone bone-line short" }));
