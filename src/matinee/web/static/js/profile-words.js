/** A profile in words: tags in the order of their groups, content notes; no page, no network. */

/** @import {Notes, Tag} from "./types.js" */

const GROUPS = ["theme", "mood", "setting", "time", "pace", "shape", "style", "source", "audience"];
/** Names of the groups as headings. */
const GROUP_NAMES = {
  theme: "What it is about", mood: "Mood", setting: "Place", time: "Time", pace: "Pace",
  shape: "How it is told", style: "Style", source: "Where it comes from", audience: "For whom",
};
const LEVELS = ["none", "mild", "moderate", "severe"];
const NOTES = /** @type {const} */ (["violence", "fear", "sex", "language"]);
const MILD = 1;

/** @param {Notes} notes @returns {string} "Violence mild · Fear none · Sex none · Language mild" */
export const notesWords = (notes) =>
  NOTES.filter((name) => LEVELS[notes[name]])
    .map((name) => `${name[0].toUpperCase()}${name.slice(1)}\u00a0${LEVELS[notes[name]]}`)
    .join(" · ");

/** @param {Notes} notes @returns {boolean} Whether all of it is mild at most. */
export const forFamilies = (notes) => NOTES.every((name) => notes[name] <= MILD);

/** @param {string} group @returns {string} */
export const groupName = (group) => GROUP_NAMES[/** @type {"theme"} */ (group)] ?? group;

/** @param {string} group */
const place = (group) => {
  const at = GROUPS.indexOf(group);
  return at < 0 ? GROUPS.length : at;
};

/**
 * @param {string[]} names
 * @param {Tag[]} known
 * @returns {string[]} The same names, themes first; within a group as they were.
 */
export function inGroupOrder(names, known) {
  const groups = new Map(known.map(({ name, group }) => [name, place(group)]));
  const at = (/** @type {string} */ name) => groups.get(name) ?? GROUPS.length;
  return [...names].sort((one, other) => at(one) - at(other));
}

/**
 * @param {Tag[]} known
 * @param {string} text What was typed; nothing means all.
 * @param {string[]} [without] Tags that are chosen already.
 * @returns {Tag[]} By group, in a group by name; names that begin with the text before the rest.
 */
export function matchingTags(known, text, without = []) {
  const wanted = text.trim().toLowerCase();
  const rank = (/** @type {Tag} */ { name, definition }) => {
    if (name.startsWith(wanted)) return 0;
    if (name.includes(wanted)) return 1;
    return wanted.length > 2 && definition?.toLowerCase().includes(wanted) ? 2 : -1;
  };
  const fit = known
    .filter(({ name, n_movies: n }) => n > 0 && !without.includes(name))
    .map((tag) => ({ tag, rank: rank(tag) }))
    .filter((one) => one.rank >= 0);
  fit.sort((a, b) => (wanted ? a.rank - b.rank : place(a.tag.group) - place(b.tag.group))
    || a.tag.name.localeCompare(b.tag.name, "en"));
  return fit.map(({ tag }) => tag);
}
