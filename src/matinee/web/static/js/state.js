/** What the page shows, in one object, and how it is written in the address. */

/** @import {MovieDetail, Query, Tune} from "./types.js" */

import { tuneSearch } from "./tune.js";

/** Fields of a query that the address keeps, in this order. */
export const FIELDS = /** @type {const} */ ([
  "q", "title", "genre", "director", "person", "year_from", "year_to", "sort",
]);
const MOST_TAGS = 12; // more than anyone narrows by; a longer address is no reader's

/**
 * @type {{query: Query, movieId: number | string | null, movie: MovieDetail | null,
 *   sentiment: number, tune: Tune, homeScroll: number, shown: string | null}}
 */
export const state = {
  query: {},
  movieId: null, // text that is no number is kept, to say what was wrong
  movie: null,
  sentiment: 0.3,
  tune: {}, // of the picks, as the address has it
  homeScroll: 0,
  shown: null, // address of the list that the grid holds
};

/**
 * @param {string} search What follows the path in the address, with its question mark.
 * @returns {{movieId: number | string | null, query: Query}}
 */
export function readAddress(search) {
  const values = new URLSearchParams(search);
  const id = values.get("movie");
  /** @type {Query} */
  const query = {};
  for (const field of FIELDS) {
    const value = values.get(field)?.trim();
    if (value) query[field] = value;
  }
  const tags = new Set(values.getAll("tag").map((tag) => tag.trim()).filter(Boolean));
  if (tags.size) query.tag = [...tags].slice(0, MOST_TAGS);
  if (/^(true|1|yes|on)$/.test(values.get("family") ?? "")) query.family = "true";
  const movieId = id === null ? null : /^\d{1,15}$/.test(id) ? Number(id) : id;
  return { movieId, query };
}

/** @param {Query} query @returns {string} An address that {@link readAddress} reads back. */
export function queryAddress(query) {
  const values = new URLSearchParams();
  for (const field of FIELDS) {
    const value = query[field]?.trim();
    if (value) values.set(field, value);
  }
  for (const tag of query.tag ?? []) values.append("tag", tag);
  if (query.family) values.set("family", "true");
  const search = values.toString();
  return search ? `/?${search}` : "/";
}

/** @param {number} movieId @param {Tune} [tune] How its picks are tuned. @returns {string} */
export const movieAddress = (movieId, tune = {}) => `/?movie=${movieId}${tuneSearch(tune)}`;

/** @param {Query} query @returns {Query} What of it narrows a search: order and names are the search's. */
export function narrowing({ genre, year_from, year_to, tag, family }) {
  const kept = Object.entries({ genre, year_from, year_to, tag, family });
  return Object.fromEntries(kept.filter(([, value]) => value?.length));
}

/** @param {Query} query @returns {Query} The query with the order that the API should use. */
export const withOrder = (query) => ({
  ...query,
  sort: query.sort ?? (query.title ? "relevance" : "popular"),
});
