/** A quiet row on the first screen: what is talked about more than usual. Nothing where nothing is. */

/** @import {Trend} from "./types.js" */

import * as api from "./api.js";
import { el } from "./dom.js";
import { movieAddress } from "./state.js";
import { poster } from "./poster.js";
import { setTrack, track } from "./track.js";
import { trendWords, turnWords } from "./aspect-words.js";

const MOST = 4;
const PATIENCE = 300; // ms that the list below waits for this row, so that it need not move

class TrendingRow extends HTMLElement {
  #list = el("ul", { class: "talk" });
  #any = false;

  connectedCallback() {
    this.hidden = true;
    this.append(el("h2", { id: "talk-title", text: "Talked about now" }), this.#list);
    this.setAttribute("role", "region");
    this.setAttribute("aria-labelledby", "talk-title");
  }

  /** Asks once. @returns {Promise<void>} Ends when the list below need not wait any longer. */
  load() {
    const answer = api.trending(MOST).then(({ days, movies }) => {
      this.#list.replaceChildren(...movies.map((trend) => item(trend, days)));
      this.#any = movies.length > 0;
    }, () => {}); // the list below says it if the server is gone
    return Promise.race([answer, new Promise((done) => setTimeout(done, PATIENCE))]);
  }

  /** @param {boolean} here Whether it has a place in what is shown; what came too late has none until then. */
  show(here) {
    this.hidden = !here || !this.#any;
  }
}
customElements.define("trending-row", TrendingRow);

/** @param {Trend} trend @param {number} days @returns {HTMLElement} */
function item(trend, days) {
  const { movie, mean_recent: mean, low, high } = trend;
  const turn = turnWords(trend);
  const told = el("div", {},
    el("a", { class: "link", href: movieAddress(movie.movie_id), "data-route": true, text: movie.title }),
    el("p", { class: "fact", text: trendWords(trend, days) }),
    mean != null && low != null && high != null && track(),
    turn && el("p", { class: "fact", text: turn }));
  const row = el("li", { class: `reception ${mean != null && mean < 0.5 ? "cool" : ""}` },
    poster(movie, { eager: true }), told);
  if (mean != null && low != null && high != null) setTrack(row, { mean, low, high });
  return row;
}
