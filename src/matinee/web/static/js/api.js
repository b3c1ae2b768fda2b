/** The only file that talks to the server. */

/** @import {Audience, Found, MovieCard, MovieDetail, Next, Posted, Query, Reception, Review, Similar, Tag, Trend, Tune} from "./types.js" */

/** An answer that says no, or none at all (status 0). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {string[]} [closest]
   */
  constructor(status, message, closest = []) {
    super(message);
    this.status = status;
    this.closest = closest;
  }
}

/** @param {unknown} error @returns {boolean} Whether a newer question made this one void. */
export const isStale = (error) => error instanceof DOMException && error.name === "AbortError";

/**
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<any>}
 */
async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { headers: { Accept: "application/json" }, ...options });
  } catch (error) {
    if (isStale(error)) throw error;
    throw new ApiError(0, "The server does not answer. Is it still running?");
  }
  const body = await response.json().catch((error) => {
    if (isStale(error)) throw error;
    return null;
  });
  if (response.ok && body !== null) return body;
  const detail = body?.detail ?? body?.title ?? "The server answered in a way this page cannot read.";
  throw new ApiError(response.status, String(detail), body?.closest ?? []);
}

/** @param {Record<string, string | number | string[] | undefined | null>} values Lists repeat their name. */
function search(values) {
  const pairs = Object.entries(values).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [key, one]));
  const kept = pairs.filter(([, value]) => value !== "" && value != null);
  return new URLSearchParams(kept.map(([key, value]) => [String(key), String(value)])).toString();
}

/** @param {string} path @param {unknown} body @param {AbortSignal} [signal] */
const post = (path, body, signal) =>
  ask(path, {
    signal,
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/**
 * @param {Query & {limit?: number, cursor?: string | null}} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<{movies: MovieCard[], next_cursor: string | null, total: number}>}
 */
export const movies = (query, signal) => ask(`/api/v1/movies?${search(query)}`, { signal });

/**
 * @param {Query & {n?: number}} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<{query: string, results: Found[], notes: string[]}>}
 */
export const find = (query, signal) => ask(`/api/v1/search?${search(query)}`, { signal });

/** @param {number} id @param {AbortSignal} [signal] @returns {Promise<MovieDetail>} */
export const movie = (id, signal) => ask(`/api/v1/movies/${id}`, { signal });

/**
 * @param {number} id
 * @param {Tune & {n?: number}} options
 * @param {AbortSignal} [signal]
 * @returns {Promise<Similar>}
 */
export const similar = (id, options, signal) =>
  ask(`/api/v1/movies/${id}/similar?${search(options)}`, { signal });

/**
 * @param {{liked: number[], n: number}} history
 * @param {AbortSignal} [signal]
 * @returns {Promise<Next>} What to watch next.
 */
export const next = (history, signal) => post("/api/v1/recommendations", history, signal);

/**
 * @param {number} id
 * @param {{limit?: number, cursor?: string | null}} options
 * @param {AbortSignal} [signal]
 * @returns {Promise<{reviews: Review[], next_cursor: string | null, total: number}>}
 */
export const reviews = (id, options, signal) =>
  ask(`/api/v1/movies/${id}/reviews?${search(options)}`, { signal });

/** @param {number} id @param {AbortSignal} [signal] @returns {Promise<Audience>} */
export const audience = (id, signal) => ask(`/api/v1/movies/${id}/audience`, { signal });

/** @param {number} limit @returns {Promise<{days: number, at: string, movies: Trend[], notes: string[]}>} */
export const trending = (limit) => ask(`/api/v1/trending?${search({ limit })}`);

/**
 * @param {number} id
 * @param {{text: string, stars: number | null, author: string | null}} review
 * @returns {Promise<Posted>}
 */
export const postReview = (id, review) => post(`/api/v1/movies/${id}/reviews`, review);

/** @param {number} id @param {number} reviewId @returns {Promise<{reception: Reception}>} */
export const removeReview = (id, reviewId) =>
  ask(`/api/v1/movies/${id}/reviews/${reviewId}`, { method: "DELETE" });

/** @returns {Promise<{genres: {name: string, n_movies: number}[]}>} */
export const genres = () => ask("/api/v1/genres");

/** @type {Promise<Tag[]> | null} */
let known = null;

/** @returns {Promise<Tag[]>} Every tag, asked for once; none if the server has no answer. */
export function tags() {
  known ??= ask("/api/v1/tags").then((body) => body.tags, () => {
    known = null; // the next one who asks may have more luck
    return [];
  });
  return known ?? Promise.resolve([]);
}

/** @returns {Promise<any>} */
export const status = () => ask("/api/v1/status");

/**
 * Titles that come near one that nothing was found for, best first.
 *
 * @param {string} title
 * @param {AbortSignal} [signal]
 * @returns {Promise<string[]>}
 */
export async function closest(title, signal) {
  try {
    await ask(`/api/recommend_movies/${encodeURIComponent(title)}`, { signal });
  } catch (error) {
    if (error instanceof ApiError) return error.closest;
    throw error;
  }
  return [];
}
