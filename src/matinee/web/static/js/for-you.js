/** A row on the first screen made from what was liked here; nothing where nothing is. */

/** @import {Pick} from "./types.js" */

import * as api from "./api.js";
import { announce, el } from "./dom.js";
import { forgetLikes, liked } from "./likes.js";
import { cardFacts, count } from "./words.js";
import { latest } from "./timing.js";
import { movieAddress } from "./state.js";
import { poster } from "./poster.js";
import { WhyFold } from "./why-fold.js";

const MOST = 8;
const PATIENCE = 300; // ms that the list below waits for this row, so that it need not move

class ForYou extends HTMLElement {
  #list = el("ul", { class: "talk mine" });
  #from = el("p", { class: "from" });
  #signal = latest();
  #any = false;

  connectedCallback() {
    this.hidden = true;
    const forget = el("button", { type: "button", class: "link", text: "Forget what I like",
      onclick: () => this.#forget() });
    this.append(
      el("div", { class: "mine-head" }, el("h2", { id: "mine-title", text: "For you" }), this.#from, forget),
      this.#list);
    this.setAttribute("role", "region");
    this.setAttribute("aria-labelledby", "mine-title");
    document.addEventListener("liked", () => this.load());
  }

  /** Asks for the present likes. @returns {Promise<unknown>} Ends when the list below need not wait any longer. */
  load() {
    const ids = liked();
    const signal = this.#signal();
    if (!ids.length) {
      this.#put([], 0);
      return Promise.resolve();
    }
    const answer = api.next({ liked: ids, n: MOST }, signal).then(
      // likes of another library name no film here
      ({ picks, n_liked: n }) => this.#put(n ? picks : [], n),
      (error) => { if (!api.isStale(error)) this.#put([], 0); }); // the list below says it if the server is gone
    return Promise.race([answer, new Promise((done) => setTimeout(done, PATIENCE))]);
  }

  /** @param {boolean} here Whether it has a place in what is shown; what came too late has none until then. */
  show(here) {
    this.hidden = !here || !this.#any;
  }

  /** @param {Pick[]} picks @param {number} n How many likes they are made from. */
  #put(picks, n) {
    this.#any = picks.length > 0;
    this.#from.textContent = n ? `From ${count(n, "film")} you like.` : "";
    this.#list.replaceChildren(...picks.map(item));
    if (!this.#any) this.hidden = true;
  }

  #forget() {
    forgetLikes();
    this.#signal();
    this.#put([], 0);
    announce("Forgotten. Like films to see this row again.");
    document.getElementById("home-title")?.focus({ preventScroll: true });
  }
}
customElements.define("for-you", ForYou);

/** @param {Pick} pick @returns {HTMLElement} */
function item(pick) {
  const { movie, why } = pick;
  const fold = new WhyFold(movie.title);
  fold.update(pick);
  return el("li", {},
    poster(movie, { eager: true }),
    el("div", {},
      el("a", { class: "link", href: movieAddress(movie.movie_id), "data-route": true, text: movie.title }),
      el("p", { class: "fact", text: cardFacts(movie) }),
      el("p", { class: "why", text: why }),
      fold.element));
}
