/** The fold under a pick's sentence: a bar for each part of its score, and what of the history speaks for it. */

/** @import {Because, Part, Pick} from "./types.js" */

import { againstWords, becauseName, clip, inner, isTakenOff, partName, percent, shares } from "./words.js";
import { el } from "./dom.js";
import { movieAddress } from "./state.js";

/** Each part keeps its colour; those of one colour never stand in one list. @type {Record<string, number>} */
const COLOURS = { about: 1, text: 1, audience: 2, reception: 3, popularity: 4, people: 4, praise: 5, tags: 5, genres: 6 };
const OTHER = 7; // and what a dial took off
const MOST = 120; // letters of a sentence

export class WhyFold {
  /** @param {string} title Of the pick. */
  constructor(title) {
    this.legend = el("ul", { class: "legend" });
    this.mine = el("ul", { class: "legend" });
    this.from = el("p", { class: "fold-title", text: "From what you have seen" });
    this.alike = el("p", { class: "alike" });
    /** @type {HTMLElement} */
    this.element = el("details", { class: "why-fold" },
      el("summary", { "aria-label": `Why this one? ${title}`, text: "Why this one?" }),
      this.legend, this.from, this.mine, this.alike);
  }

  /** @param {Pick} pick */
  update(pick) {
    this.legend.replaceChildren(...shares(pick.parts).map((part) =>
      row(partName(part.name, part.value), part.share, colour(part), inner(part))));
    const because = pick.because ?? [];
    this.from.hidden = this.mine.hidden = !because.length;
    const total = because.reduce((sum, one) => sum + Math.abs(one.value), 0) || 1;
    this.mine.replaceChildren(...because.map((one) =>
      row(seen(one), Math.abs(one.value) / total, one.value < 0 ? `part-${OTHER}` : "part-2",
        againstWords(one))));
    const closest = pick.shared?.closest;
    this.alike.hidden = !closest;
    this.alike.textContent = closest
      ? `Closest in the plots: “${clip(closest.of_pick, MOST)}” and “${clip(closest.of_other, MOST)}”` : "";
  }
}

/** @param {string | Node} name @param {number} share @param {string} kind @param {string} note */
function row(name, share, kind, note) {
  const fill = el("span", { class: kind });
  fill.style.setProperty("--share", String(share));
  return el("li", {},
    el("span", {}, name),
    el("span", { class: "bar", "aria-hidden": "true" }, fill),
    ...(note ? [el("span", { class: "note", text: note })] : []),
    el("span", { class: "of", text: percent(share) }));
}

/** @param {Because} one @returns {string | Node} */
const seen = (one) => one.movie_id === null ? becauseName(one)
  : el("a", { href: movieAddress(one.movie_id), "data-route": true, text: becauseName(one) });

/** @param {Part} part */
const colour = ({ name, value }) =>
  `part-${isTakenOff(name, value) ? OTHER : COLOURS[name] ?? OTHER}`;
