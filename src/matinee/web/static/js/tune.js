/** How a list of picks is tuned: what the address says of it, and back; no page, no network. */

/** @import {Tune} from "./types.js" */

/** Dials of the fold, each 0 to 1 and off at 0; `sentiment` has a place of its own. */
export const DIALS = /** @type {const} */ (["popularity", "diversity", "serendipity"]);
const NARROWED = /** @type {const} */ (["genre", "year_from", "year_to"]);
const FIRST_YEAR = 1870;
const LAST_YEAR = 2100;
const LONGEST = 60; // more than any genre has

/** @param {string} search What follows the path in the address. @returns {Tune} What of it can be used. */
export function readTune(search) {
  const values = new URLSearchParams(search);
  /** @type {Tune} */
  const tune = {};
  for (const name of /** @type {const} */ (["sentiment", ...DIALS])) {
    const text = values.get(name) ?? "";
    const value = Number(text);
    // audiences at 0 is a wish; any other dial at 0 is off
    if (/^\d(\.\d+)?$/.test(text) && value <= 1 && (value > 0 || name === "sentiment")) tune[name] = value;
  }
  const genre = values.get("genre")?.trim();
  if (genre && genre.length <= LONGEST) tune.genre = genre;
  for (const name of /** @type {const} */ (["year_from", "year_to"])) {
    const year = values.get(name)?.trim() ?? "";
    if (isYear(year)) tune[name] = year;
  }
  return tune;
}

/** @param {string} text @returns {boolean} Whether the server takes it for a year. */
export const isYear = (text) => /^\d{4}$/.test(text) && Number(text) >= FIRST_YEAR && Number(text) <= LAST_YEAR;

/** @param {Tune} tune @returns {string} "&popularity=0.4", or nothing; {@link readTune} reads it back. */
export function tuneSearch(tune) {
  const values = new URLSearchParams();
  for (const name of /** @type {const} */ (["sentiment", ...DIALS, ...NARROWED])) {
    const value = tune[name];
    if (value !== undefined && value !== "") values.set(name, String(value));
  }
  const text = values.toString();
  return text && `&${text}`;
}

/** @param {Tune} tune @returns {number} How much of the fold is in use. */
export function tuned(tune) {
  const dials = DIALS.filter((name) => tune[name]).length;
  return dials + Number(Boolean(tune.genre)) + Number(Boolean(tune.year_from || tune.year_to));
}

/** @param {number} value @returns {string} A dial in words. */
export const dialWords = (value) => (value ? `${Math.round(value * 100)} of 100` : "Off");
