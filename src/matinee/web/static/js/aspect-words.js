/** Aspects, languages and trends in words; no page, no network. */

/** @import {Aspect, Posted, Review, Trend} from "./types.js" */

import { count, percent, sentence } from "./words.js";

const READ = 0.5; // weight from which a text was read; less shows only that someone cared
const ASPECT_NAMES = { visuals: "Visuals and effects", "family-friendliness": "For families" };

/** @param {string} aspect @returns {string} The aspect as a heading. */
export const aspectName = (aspect) =>
  ASPECT_NAMES[/** @type {"visuals"} */ (aspect)] ?? sentence(aspect);

/** @param {Aspect} aspect @returns {string} What its bar shows, for who does not see it. */
export function aspectWords({ n, positive, low, high }) {
  return `${count(n, "review")}; about ${percent(positive)} praise, it may be ${percent(low)} to ${percent(high)}`;
}

/** @param {string} code ISO 639-1 or `hi-Latn` @returns {string} "Korean"; the code where it has no name. */
export function languageName(code) {
  try {
    const name = new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
    return name.replace(/ \(Latin\)$/, " in Latin letters");
  } catch {
    return code;
  }
}

/** @param {Review} review @returns {boolean} Whether its words could be read, so that its label says something. */
export const wasRead = ({ label, weight }) => Boolean(label) && (weight == null || weight >= READ);

/** @param {Review} review @returns {string} Its label, or why it has none. */
export function heardAs({ label, weight, read_as: code, ...review }) {
  if (wasRead({ label, weight, ...review })) return sentence(label ?? "");
  if (weight === 0) return "Nothing in it to read";
  if (weight == null) return "Not read yet";
  return code ? `Not read: ${languageName(code)} is not supported` : "Not read: this language is not supported";
}

/** @param {Review} review @returns {string[]} What else a reader should know of how it was taken. */
export function takenAs(review) {
  const code = review.read_as;
  const words = wasRead(review) && code && code !== "en" ? [`read as ${languageName(code)}`] : [];
  if (review.ignored === "near-duplicate") words.push("counts once: repeats an earlier review");
  else if (review.ignored) words.push("does not count: one of too many from the same writer");
  return words;
}

/** @param {Posted} posted @param {string} now The reception in words. @returns {string} The answer to a review. */
export function outcome({ review }, now) {
  const notes = takenAs(review).join("; ");
  const heard = wasRead(review) ? `Heard as ${(review.label ?? "").toLowerCase()}` : heardAs(review);
  return `${[heard, notes].filter(Boolean).join("; ")}. Now: ${now}.`;
}

/** @param {Trend} trend @param {number} days @returns {string} How much more there is than usual. */
export function trendWords({ n_recent: recent, n_expected: usual }, days) {
  const rounded = Math.round(usual);
  return `${count(recent, "voice")} in ${count(days, "day")}, usually ${rounded || "hardly any"}`;
}

/** @param {Trend} trend @returns {string} Whether it is liked more or less than before; nothing where it may be neither. */
export function turnWords({ low, high, mean_before: before }) {
  if (low == null || high == null || before == null) return "";
  return low > before ? "Liked more than before" : high < before ? "Liked less than before" : "";
}
