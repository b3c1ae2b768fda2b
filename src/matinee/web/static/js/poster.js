/** A poster: the drawn one at once, the known one over it when it has loaded. */

/** @import {MovieCard} from "./types.js" */

import { el } from "./dom.js";

/**
 * @param {MovieCard} movie
 * @param {{alt?: string, eager?: boolean}} [options] `alt` is empty where the title stands beside.
 * @returns {HTMLElement}
 */
export function poster(movie, { alt = "", eager = false } = {}) {
  const loading = eager ? "eager" : "lazy";
  const size = { width: 400, height: 600, loading, decoding: "async" };
  const box = el("div", { class: "poster" }, el("img", { src: movie.drawn_poster_url, alt, ...size }));
  if (movie.poster_url) {
    const known = el("img", { class: "known", alt: "", referrerpolicy: "no-referrer", ...size });
    known.addEventListener("load", () => known.classList.add("on"));
    known.addEventListener("error", () => known.remove()); // the drawn one stays
    known.src = movie.poster_url;
    box.append(known);
  }
  return box;
}
