/** One movie: poster, facts, reception; then what audiences say, the five like it, its reviews. */

/** @import {MovieDetail, Reception, Tag} from "./types.js" */

import * as api from "./api.js";
import { credits, facts, titleAndYear } from "./words.js";
import { errorNotice, noSuchMovie } from "./notice.js";
import { ifSlow, latest } from "./timing.js";
import { announce, el } from "./dom.js";
import { liked, turnLike } from "./likes.js";
import { contentNotes, premise, tagLinks } from "./profile.js";
import { inTime } from "./aspects.js";
import { poster } from "./poster.js";
import { receptionBar } from "./reception.js";
import { state } from "./state.js";

class MovieView extends HTMLElement {
  #signal = latest();
  /** @type {ReturnType<typeof receptionBar> | null} */
  #bar = null;

  connectedCallback() {
    this.addEventListener("reviewed", (event) => {
      this.#reviewed(/** @type {CustomEvent<Reception>} */ (event).detail);
    });
  }

  /** @param {number | string} id @returns {Promise<void>} */
  async show(id) {
    const signal = this.#signal();
    state.movie = null;
    this.replaceChildren();
    if (typeof id === "string") {
      this.#fail(noSuchMovie(`'${id}' is no film's number. Numbers look like 12.`));
      return;
    }
    try {
      const audience = api.audience(id, signal).catch(() => null);
      const all = Promise.all([api.movie(id, signal), api.tags(), inTime(audience)]);
      const [movie, tags, soon] = await ifSlow(all, () => this.#bones());
      if (signal.aborted) return;
      state.movie = movie;
      this.#fill(movie, tags);
      const [aspects, like] = [this.querySelector("audience-aspects"), this.querySelector("like-this")];
      if (!soon) like?.after(/** @type {Node} */ (aspects)); // what comes late moves nothing there
      /** @type {any} */ (aspects)?.show(id, audience);
    } catch (error) {
      if (api.isStale(error)) return;
      const unknown = error instanceof api.ApiError && [404, 422].includes(error.status);
      this.#fail(unknown
        ? noSuchMovie(`No film has the number ${id}. It may have been another library's link.`)
        : errorNotice(error, () => this.show(id), true));
    }
  }

  /** Stops what is on its way: the reader has gone elsewhere. */
  leave() {
    this.#signal();
    this.replaceChildren();
    state.movie = null;
  }

  /** @param {MovieDetail} movie @param {Tag[]} tags */
  #fill(movie, tags) {
    this.#bar = receptionBar(movie.reception);
    const title = el("h1", { tabindex: "-1", text: movie.title });
    const like = /** @type {any} */ (document.createElement("like-this"));
    const audiences = /** @type {any} */ (document.createElement("audience-reviews"));
    const rows = credits(movie).flatMap(([name, value]) => [
      el("dt", { text: name }), el("dd", { text: value }),
    ]);
    this.replaceChildren(
      this.#back(),
      el("article", { class: "head", "aria-label": titleAndYear(movie) },
        poster(movie, { alt: `Poster of ${movie.title}`, eager: true }),
        el("div", {}, title, el("p", { class: "facts", text: facts(movie) }), likeButton(movie)),
        el("div", { class: "below" },
          movie.tagline && el("p", { class: "tagline", text: movie.tagline }),
          premise(movie),
          movie.overview && el("p", { class: "overview", text: movie.overview }),
          tagLinks(movie, tags),
          contentNotes(movie),
          el("dl", { class: "credits" }, ...rows),
          el("div", { class: "wide", role: "group", "aria-label": "Reception" },
            el("div", { class: "ends", "aria-hidden": "true" },
              el("span", { text: "Nobody liked it" }), el("span", { text: "Everybody" })),
            this.#bar))),
      el("audience-aspects"), like, audiences);
    like.show(movie);
    audiences.show(movie);
    document.title = `${titleAndYear(movie)} – matinee`;
    title.focus({ preventScroll: true });
  }

  /** @param {Reception} reception */
  #reviewed(reception) {
    if (state.movie) state.movie.reception = reception;
    this.#bar?.show(reception);
    for (const name of ["like-this", "audience-aspects"]) {
      /** @type {any} */ (this.querySelector(name))?.refresh();
    }
  }

  #back() {
    const text = (state.shown ?? "/") === "/" ? "← All films" : "← Back to the list";
    return el("a", { class: "back", href: "/", "data-route": true, dataset: { back: "" }, text });
  }

  #bones() {
    this.replaceChildren(this.#back(),
      el("div", { class: "head", "aria-hidden": "true" },
        el("div", { class: "poster bone" }),
        el("div", {}, el("div", { class: "bone bone-line" }), el("div", { class: "bone bone-line short" }))));
  }

  /** @param {HTMLElement} notice */
  #fail(notice) {
    document.title = "Not found – matinee";
    this.replaceChildren(this.#back(), notice);
    const say = /** @type {HTMLElement} */ (notice.querySelector(".say"));
    say.tabIndex = -1;
    say.focus({ preventScroll: true });
  }
}
customElements.define("movie-view", MovieView);

/** @param {MovieDetail} movie @returns {HTMLElement} What is liked makes the row on the first screen. */
function likeButton({ movie_id: id, title }) {
  const pressed = String(liked().includes(id));
  const button = el("button", { type: "button", class: "like", "aria-pressed": pressed, text: "I like this",
    onclick: () => {
      const now = turnLike(id);
      button.setAttribute("aria-pressed", String(now));
      announce(now ? `${title} is among what you like.` : `${title} is no longer among what you like.`);
      document.dispatchEvent(new Event("liked"));
    } });
  return button;
}
