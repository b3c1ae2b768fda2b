/** What a profile adds to a movie's head: the premise, its tags as links, the content notes. */

/** @import {MovieDetail, Tag} from "./types.js" */

import { forFamilies, inGroupOrder, notesWords } from "./profile-words.js";
import { el } from "./dom.js";
import { queryAddress } from "./state.js";

/** @param {MovieDetail} movie @returns {HTMLElement | null} */
export const premise = (movie) =>
  movie.premise ? el("p", { class: "premise", text: movie.premise }) : null;

/**
 * @param {MovieDetail} movie
 * @param {Tag[]} known Every tag, for their order and what they mean.
 * @returns {HTMLElement | null}
 */
export function tagLinks(movie, known) {
  if (!movie.tags?.length) return null;
  const means = new Map(known.map((tag) => [tag.name, tag.definition]));
  return el("ul", { class: "tags", "aria-label": "Tags" }, ...inGroupOrder(movie.tags, known).map((name) =>
    el("li", {}, el("a", {
      href: queryAddress({ tag: [name] }), "data-route": true, title: means.get(name), text: name,
    }))));
}

/** @param {MovieDetail} movie @returns {HTMLElement | null} */
export function contentNotes({ notes, profile_generated_by: model }) {
  if (!notes && !model) return null;
  return el("div", { class: "content" },
    notes && el("p", { class: "levels" },
      forFamilies(notes) && el("strong", { class: "family", text: "Fit for a family evening" }),
      el("span", { text: notesWords(notes) })),
    model && el("p", { class: "written", text: `Written by a language model from the facts (${model}).` }));
}
