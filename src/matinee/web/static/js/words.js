/** Sentences and facts out of values; no page, no network. */

/** @import {Because, Found, MovieCard, MovieDetail, Part, Query, Reception} from "./types.js" */

const PART_NAMES = {
  about: "What it is about",
  audience: "Liked by the same people",
  reception: "How audiences felt",
  text: "What it is about",
  tags: "Its themes",
  people: "Who made it",
  genres: "What kind it is",
  chance: "Worth a chance",
  popularity: "How many have seen it",
  praise: "What viewers praised",
};
/** The same names where a dial took something off. @type {Record<string, string>} */
const TAKEN_OFF = {
  popularity: "Taken off: widely seen",
  diversity: "Taken off: like one above",
  calibration: "Taken off: its genres",
  serendipity: "Taken off: to be expected",
};
const WIDE = 0.3; // interval beyond which a mean is only "about" so much

/** @param {number} n @param {string} one @param {string} [many] */
export const count = (n, one, many = `${one}s`) =>
  `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

/** @param {number} share @returns {string} "87 %", with a space that does not break. */
export const percent = (share) => `${Math.round(share * 100)}\u00a0%`;

/** @param {string[]} names @param {string} [last] */
export function list(names, last = "and") {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} ${last} ${names[names.length - 1]}`;
}

/** @param {Reception} reception @returns {string} What it rests on: "41 reviews and 122 critics". */
export function sources({ n_reviews, n_critics, n_ratings }) {
  const parts = [];
  if (n_reviews) parts.push(count(n_reviews, "review"));
  if (n_critics) parts.push(count(n_critics, "critic"));
  if (n_ratings) parts.push(count(n_ratings, "rating"));
  return list(parts);
}

/** @param {Reception} reception @returns {string} "87 % liked it" with as much doubt as there is. */
export function liked(reception) {
  if (!reception.known) return "No word on it yet";
  const doubt = reception.high - reception.low > WIDE ? "About " : "";
  return `${doubt}${percent(reception.mean)} liked it`;
}

/** @param {Reception} reception @returns {string} */
export function receptionWords(reception) {
  const from = sources(reception);
  return from ? `${liked(reception)}, from ${from}` : liked(reception);
}

/** @param {{title: string, year: number | null}} movie */
export const titleAndYear = ({ title, year }) => (year === null ? title : `${title} (${year})`);

/** @param {MovieCard} movie @returns {string} Year and genres for a card. */
export const cardFacts = ({ year, genres }) =>
  [year, genres.slice(0, 2).join(", ")].filter(Boolean).join(" · ");

/** @param {number} minutes */
export function runtime(minutes) {
  const hours = Math.floor(minutes / 60);
  return hours ? `${hours} h ${minutes % 60 ? `${minutes % 60} min` : ""}`.trim() : `${minutes} min`;
}

/** @param {MovieDetail} movie @returns {string} The line under the title. */
export const facts = (movie) =>
  [
    movie.year,
    movie.runtime_min && runtime(movie.runtime_min),
    movie.genres.join(", "),
    movie.languages?.slice(0, 2).join(", "),
    movie.certificate,
  ].filter(Boolean).join(" · ");

/** @param {MovieDetail} movie @returns {[string, string][]} Names and values of the credits. */
export function credits(movie) {
  const { metacritic, rt_meter: meter } = movie.critics ?? {};
  const critics = [
    metacritic != null && `Metacritic ${metacritic}`,
    meter != null && `Rotten Tomatoes ${meter}\u00a0%`,
  ].filter(Boolean).join(" · ");
  /** @type {[string, string][]} */
  const rows = [
    ["Directed by", list(movie.directors.slice(0, 3))],
    ["Written by", list((movie.writers ?? []).slice(0, 3))],
    ["With", list((movie.cast ?? []).slice(0, 5))],
    ["Critics", critics],
    ["Awards", movie.awards ?? ""],
  ];
  return rows.filter(([, value]) => value);
}

/** @param {string} name @param {number} value @returns {boolean} Whether a dial took it off. */
export const isTakenOff = (name, value) => value < 0 && name in TAKEN_OFF;

/** @param {string} name @param {number} [value] @returns {string} A part of a score in plain words. */
export const partName = (name, value = 1) =>
  isTakenOff(name, value) ? TAKEN_OFF[name] : (PART_NAMES[/** @type {"about"} */ (name)] ?? name);

/** What a likeness is made of, in words that follow "Most of it". @type {Record<string, string>} */
const INNER_NAMES = { text: "plot", genres: "genres", tags: "themes", people: "people", year: "time" };

/** @param {Part} part @returns {string} What the part itself is made of: "By themes, plot and people". */
export function inner({ made_of: parts = [] }) {
  const names = parts.filter(({ value }) => value > 0).slice(0, 3).map(({ name }) => INNER_NAMES[name] ?? name);
  return names.length ? `By ${list(names)}` : "";
}

/** @param {Because} because @returns {string} "Alien (1979)", or how many others there are. */
export function becauseName({ movie_id: id, title, year, count: n }) {
  return id === null ? count(n, "other film") : titleAndYear({ title: title ?? "", year });
}

/** @param {Because} because @returns {string} Said of what speaks against a pick. */
export const againstWords = ({ value }) => (value < 0 ? "Speaks against it" : "");

/** @param {Part[]} parts @returns {Part[]} Those that count, their shares adding to 1. */
export function shares(parts) {
  const counted = parts.filter((part) => part.share > 0);
  const total = counted.reduce((sum, part) => sum + part.share, 0) || 1;
  return counted.map((part) => ({ ...part, share: part.share / total }));
}

/** @param {string} text @param {number} most @returns {string} Cut between words, with an ellipsis. */
export function clip(text, most) {
  const letters = [...text.trim()];
  if (letters.length <= most) return text.trim();
  const cut = letters.slice(0, most).join("");
  const space = cut.lastIndexOf(" ");
  return `${(space > most * 0.6 ? cut.slice(0, space) : cut).replace(/[\s,;:.–-]+$/u, "")}…`;
}

/** @param {Query} query @returns {string} Heading of the list. */
export function heading(query) {
  if (query.q) return `For “${clip(query.q, 60)}”`;
  if (query.title) return `Films for “${clip(query.title, 60)}”`;
  if (query.director) return `Directed by ${clip(query.director, 60)}`;
  if (query.person) return `By or with ${clip(query.person, 60)}`;
  const tags = (query.tag ?? []).slice(0, 4).map((tag) => clip(tag, 40)).join(", ");
  if (query.genre) return tags ? `${query.genre}: ${tags}` : query.genre;
  if (tags) return tags.charAt(0).toUpperCase() + tags.slice(1);
  if (query.family) return "For a family evening";
  return { title: "All films", year: "By year" }[query.sort ?? ""] ?? "Most seen";
}

/** @param {Query} query @returns {string} The line under the heading. */
export const lead = (query) =>
  query.q ? "What fits best comes first. Choose a film to see five like it."
    : "Choose a film you know. You get five like it, and why.";

/** @param {Query} query @param {string[]} closest @returns {string} What an empty list says. */
export function nothingFound(query, closest) {
  const name = query.title;
  if (!name) return "No film fits all of that. Take one of the filters away.";
  const hint = closest.length ? ` Did you mean ${list(closest.slice(0, 3), "or")}?` : "";
  return `No film called '${clip(name, 60)}'.${hint}`;
}

/** @param {Found} found @returns {string} What a search found it by, as a line on its card. */
export function whyFound({ found_by: by, why }) {
  if (why && !["title", "person", "words", "meaning"].includes(why)) {
    const short = why.replace(/; close in meaning\.$/, "."); // goes without saying after a better reason
    return short.charAt(0).toUpperCase() + short.slice(1);
  }
  const plain = { title: "By its title", person: "By its people", words: "By its words" };
  return plain[/** @type {"title"} */ (by[0])] ?? "Close in meaning";
}

/** @param {string} text @returns {boolean} Whether it may be a title with a slip of the pen. */
export const mayBeTitle = (text) => /[\p{L}\p{N}]/u.test(text) && text.trim().split(/\s+/).length <= 4;

/** @param {string} text "Very Positive" @returns {string} "Very positive" */
export const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();

/** @param {string} title "The Matrix (1999)" @returns {string} "The Matrix" */
export const withoutYear = (title) => title.replace(/\s*\(\d{4}\)\s*$/, "");
