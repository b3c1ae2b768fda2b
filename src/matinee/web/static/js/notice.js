/** Empty and error states: what happened, and what to do. */

/** @import {Query} from "./types.js" */

import { ApiError } from "./api.js";
import { el } from "./dom.js";
import { clip, nothingFound, withoutYear } from "./words.js";
import { narrowing, queryAddress } from "./state.js";

/**
 * @param {string} text
 * @param {...Node} actions
 * @returns {HTMLElement}
 */
const notice = (text, ...actions) =>
  el("div", { class: "notice" },
    el("p", { class: "say", text }),
    el("div", { class: "do" }, ...actions));

/** @param {string} text @param {string} href */
const link = (text, href) => el("a", { href, "data-route": true, text });

/**
 * @param {unknown} error
 * @param {() => void} again Asks once more.
 * @param {boolean} [wayBack] Whether a link to all films helps.
 * @returns {HTMLElement}
 */
export function errorNotice(error, again, wayBack = false) {
  const known = error instanceof ApiError;
  const text = known ? error.message : "Something on this page broke. Load it again.";
  const retry = el("button", { type: "button", text: "Try again", onclick: again });
  const actions = known && error.status >= 400 && error.status < 500 ? [] : [retry];
  if (wayBack) actions.push(link("Back to all films", "/"));
  const box = notice(text, ...actions);
  box.setAttribute("role", "alert");
  return box;
}

/** @param {string} text @returns {HTMLElement} An address that names no film. */
export const noSuchMovie = (text) => notice(text, link("Back to all films", "/"));

/** @param {Query} query @param {string[]} closest Titles @returns {HTMLElement} A search that found nothing. */
export function nothingAbout(query, closest) {
  const words = clip(query.q ?? "", 60);
  const filtered = Object.keys(narrowing(query)).length > 0;
  const text = filtered
    ? `No film within your filters fits “${words}”.`
    : `No film here fits “${words}”. Say it in other words: a place, a mood, what happens.`;
  const all = link("Show all films", "/");
  if (filtered) return notice(text, link("Search all films", queryAddress({ q: query.q })), all);
  if (closest.length) return emptyNotice({ title: query.q }, closest);
  return notice(text, link("Try “a heist that goes wrong”", queryAddress({ q: "a heist that goes wrong" })), all);
}

/** @param {Query} query @param {string[]} closest @returns {HTMLElement} */
export function emptyNotice(query, closest) {
  const titles = closest.slice(0, 3).map((title) => link(title, queryAddress({ q: withoutYear(title) })));
  const tags = query.tag?.length ? query.tag.slice(0, 3) : [];
  const alone = tags.filter(() => Object.keys(query).length > 1 || tags.length > 1)
    .map((tag) => link(`All films tagged “${clip(tag, 40)}”`, queryAddress({ tag: [tag] })));
  return notice(nothingFound(query, closest), ...titles, ...alone, link("Show all films", "/"));
}
