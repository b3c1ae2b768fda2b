/** What audiences said, and the form to say something. */

/** @import {MovieDetail, Reception, Review} from "./types.js" */

import * as api from "./api.js";
import { announce, el } from "./dom.js";
import { errorNotice } from "./notice.js";
import { latest } from "./timing.js";
import { quote } from "./quote.js";
import { outcome } from "./aspect-words.js";
import { receptionWords } from "./words.js";

const PAGE = 5;

class AudienceReviews extends HTMLElement {
  #signal = latest();
  #quotes = el("ul", { class: "quotes" });
  #more = el("button", { type: "button", text: "More reviews", hidden: true, onclick: () => this.#load() });
  #outcome = el("p", { class: "outcome", role: "status" });
  #post = el("button", { class: "act", text: "Post review" });
  #form = this.#build();
  /** @type {MovieDetail | null} */
  #movie = null;
  /** @type {string | null} */
  #cursor = null;

  /** @param {MovieDetail} movie @returns {Promise<void>} */
  show(movie) {
    this.#movie = movie;
    this.setAttribute("role", "region");
    this.setAttribute("aria-labelledby", "audience-title");
    this.append(
      el("h2", { id: "audience-title", text: "Reviews" }),
      el("div", { class: "audience" }, el("div", {}, this.#quotes, el("p", {}, this.#more)), this.#form));
    return this.#load();
  }

  async #load() {
    if (!this.#movie) return;
    const options = { limit: PAGE, cursor: this.#cursor };
    try {
      const page = await api.reviews(this.#movie.movie_id, options, this.#signal());
      this.#quotes.append(...page.reviews.map((review) => quote(review)));
      this.#cursor = page.next_cursor;
      this.#more.hidden = !page.next_cursor;
    } catch (error) {
      if (api.isStale(error)) return;
      this.#quotes.replaceChildren(el("li", {}, errorNotice(error, () => this.#load())));
    }
    this.#invite();
  }

  /** Says what an empty list is for. */
  #invite() {
    this.#quotes.querySelector(".first")?.remove();
    if (this.#quotes.children.length) return;
    this.#quotes.append(el("li", { class: "first muted",
      text: "Nobody has said anything yet. Yours would be the first, and it counts at once." }));
  }

  /** @returns {HTMLFormElement} */
  #build() {
    const stars = Array.from({ length: 10 }, (_, index) =>
      el("option", { value: 10 - index, text: `${10 - index} of 10` }));
    const form = el("form", { class: "say-it", autocomplete: "off", "aria-labelledby": "say-title" },
      el("h3", { id: "say-title", text: "You have seen it?" }),
      el("label", { text: "Your review" },
        el("textarea", { name: "text", required: true, maxlength: 20000, rows: 5 })),
      el("div", { class: "pair" },
        el("label", { text: "Stars, if you like" },
          el("select", { name: "stars" }, el("option", { value: "", text: "None" }), ...stars)),
        el("label", { text: "Name, if you like" }, el("input", { name: "author", maxlength: 80 }))),
      this.#post, this.#outcome);
    form.addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#send();
    });
    return form;
  }

  async #send() {
    const values = new FormData(this.#form);
    const text = String(values.get("text")).trim();
    if (!this.#movie || !text) {
      this.#say("Write a few words first.", true);
      return;
    }
    const stars = Number(values.get("stars")) || null;
    this.#post.disabled = true;
    try {
      const author = String(values.get("author")).trim() || null;
      const posted = await api.postReview(this.#movie.movie_id, { text, stars, author });
      const { review, reception } = posted;
      this.#form.reset();
      this.#quotes.prepend(quote(review, (gone) => this.#remove(review, gone)));
      this.#invite();
      this.#say(outcome(posted, receptionWords(reception)));
      this.#tell(reception);
    } catch (error) {
      this.#say(error instanceof Error ? error.message : "That did not work. Try again.", true);
    }
    this.#post.disabled = false;
  }

  /** @param {Review} review @param {HTMLElement} element */
  async #remove(review, element) {
    try {
      const { reception } = await api.removeReview(review.movie_id, review.review_id);
      element.remove();
      this.#invite();
      this.#say("Taken back.");
      announce("Your review is gone.");
      this.#form.querySelector("textarea")?.focus();
      this.#tell(reception);
    } catch (error) {
      this.#say(error instanceof Error ? error.message : "That did not work. Try again.", true);
    }
  }

  /** @param {string} text */
  #say(text, bad = false) {
    this.#outcome.classList.toggle("bad", bad);
    this.#outcome.textContent = text;
  }

  /** @param {Reception} reception */
  #tell(reception) {
    this.dispatchEvent(new CustomEvent("reviewed", { detail: reception, bubbles: true }));
  }
}
customElements.define("audience-reviews", AudienceReviews);
