/** One review, clipped where it is long. */

/** @import {Review} from "./types.js" */

import { clip } from "./words.js";
import { el } from "./dom.js";
import { heardAs, takenAs, wasRead } from "./aspect-words.js";

const OURS = ["api", "matinee", "page", "user"]; // said here, which needs no telling
const MOST = 320; // letters shown at first

/**
 * @param {Review} review
 * @param {((element: HTMLElement) => void) | null} [takeBack] For a review posted just now.
 * @returns {HTMLElement}
 */
export function quote(review, takeBack = null) {
  const text = el("blockquote", { text: clip(review.text, MOST), lang: review.read_as ?? review.language });
  const label = wasRead(review) ? review.label ?? "" : "";
  const feeling = /positive/i.test(label) ? "liked" : /negative/i.test(label) ? "disliked" : "";
  const source = OURS.includes(review.source) ? null : review.source;
  const by = [...takenAs(review), review.author, review.stars && `${review.stars} of 10`, source].filter(Boolean);
  const item = el("li", { class: `quote ${feeling}` }, text,
    el("p", { class: "by" },
      el("span", { class: label && "label", text: heardAs(review) }), by.length > 0 && ` · ${by.join(" · ")}`));
  if (text.textContent !== review.text.trim()) {
    const all = el("button", { type: "button", class: "link", text: "Read all" });
    all.addEventListener("click", () => {
      text.textContent = review.text;
      all.remove();
      text.tabIndex = -1;
      text.focus();
    });
    item.append(all);
  }
  if (takeBack) {
    item.append(el("button", { type: "button", class: "link", text: "Take it back", onclick: () => takeBack(item) }));
  }
  return item;
}
