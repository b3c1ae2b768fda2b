import assert from "node:assert/strict";
import { test } from "node:test";
import * as words from "../js/words.js";

const reception = { mean: 0.874, low: 0.81, high: 0.92, n_reviews: 41, n_critics: 122, known: true };

test("reception in words", () => {
  assert.equal(words.receptionWords(reception), "87\u00a0% liked it, from 41 reviews and 122 critics");
});

test("one of each is singular", () => {
  const few = { ...reception, n_reviews: 1, n_critics: 1 };
  assert.match(words.receptionWords(few), /from 1 review and 1 critic$/);
});

test("what nobody counted is left out", () => {
  assert.match(words.receptionWords({ ...reception, n_reviews: 0 }), /from 122 critics$/);
  assert.match(words.receptionWords({ ...reception, n_critics: 0 }), /from 41 reviews$/);
});

test("ratings are named where they count", () => {
  assert.match(words.receptionWords({ ...reception, n_ratings: 1200 }), /, 122 critics and 1,200 ratings$/);
});

test("a wide interval says about", () => {
  assert.match(words.receptionWords({ ...reception, low: 0.4 }), /^About 87/);
});

test("no word without any opinion", () => {
  const none = { ...reception, n_reviews: 0, n_critics: 0, known: false };
  assert.equal(words.receptionWords(none), "No word on it yet");
});

test("large counts have separators", () => {
  assert.equal(words.count(25000, "film"), "25,000 films");
});

test("lists read as sentences", () => {
  assert.equal(words.list([]), "");
  assert.equal(words.list(["a"]), "a");
  assert.equal(words.list(["a", "b", "c"], "or"), "a, b or c");
});

test("runtime in hours", () => {
  assert.equal(words.runtime(136), "2 h 16 min");
  assert.equal(words.runtime(120), "2 h");
  assert.equal(words.runtime(45), "45 min");
});

test("titles with and without a year", () => {
  assert.equal(words.titleAndYear({ title: "Heat", year: 1995 }), "Heat (1995)");
  assert.equal(words.titleAndYear({ title: "Heat", year: null }), "Heat");
  assert.equal(words.withoutYear("The Matrix (1999)"), "The Matrix");
  assert.equal(words.withoutYear("2001: A Space Odyssey"), "2001: A Space Odyssey");
});

test("facts leave out what is unknown", () => {
  const bare = { year: null, runtime_min: null, genres: [], languages: [], certificate: null };
  assert.equal(words.facts(bare), "");
  const full = { year: 1999, runtime_min: 136, genres: ["Action"], languages: ["English"], certificate: "R" };
  assert.equal(words.facts(full), "1999 · 2 h 16 min · Action · English · R");
});

test("credits leave out empty rows", () => {
  const movie = { directors: ["A"], writers: [], cast: [], critics: { metacritic: 0, rt_meter: null } };
  assert.deepEqual(words.credits(movie), [["Directed by", "A"], ["Critics", "Metacritic 0"]]);
});

test("shares keep their order and add to one", () => {
  const parts = words.shares([
    { name: "about", share: 0.2, value: 1 }, { name: "audience", share: 0, value: 0 },
    { name: "reception", share: 0.6, value: 1 },
  ]);
  assert.deepEqual(parts.map((part) => part.name), ["about", "reception"]);
  assert.ok(Math.abs(parts.reduce((sum, part) => sum + part.share, 0) - 1) < 1e-9);
  assert.deepEqual(words.shares([]), []);
});

test("unknown parts keep their name", () => {
  assert.equal(words.partName("about"), "What it is about");
  assert.equal(words.partName("novelty"), "novelty");
});

test("long text is cut between words and never through a sign", () => {
  assert.equal(words.clip("  short  ", 20), "short");
  assert.equal(words.clip("one two three four", 11), "one two…");
  assert.equal(words.clip("🎬🎬🎬🎬", 2), "🎬🎬…");
});

test("headings say what is shown", () => {
  assert.equal(words.heading({}), "Most seen");
  assert.equal(words.heading({ q: "a heist in a casino", genre: "Drama" }), "For “a heist in a casino”");
  assert.equal(words.heading({ title: "matr" }), "Films for “matr”");
  assert.equal(words.heading({ tag: ["heist", "dry humour"] }), "Heist, dry humour");
  assert.equal(words.heading({ tag: ["heist"], genre: "Drama" }), "Drama: heist");
  assert.equal(words.heading({ family: "true" }), "For a family evening");
  assert.equal(words.heading({ person: "Jane Campion" }), "By or with Jane Campion");
  assert.equal(words.heading({ director: "Jane Campion" }), "Directed by Jane Campion");
  assert.equal(words.heading({ genre: "Drama" }), "Drama");
  assert.equal(words.heading({ sort: "title" }), "All films");
});

test("an empty list offers what comes near", () => {
  assert.equal(
    words.nothingFound({ title: "Matricks" }, ["The Matrix (1999)"]),
    "No film called 'Matricks'. Did you mean The Matrix (1999)?",
  );
  assert.equal(words.nothingFound({ title: "Matricks" }, []), "No film called 'Matricks'.");
  assert.equal(words.nothingFound({ genre: "Drama" }, []), "No film fits all of that. Take one of the filters away.");
});

test("a result says what it was found by", () => {
  const found = { found_by: ["words", "meaning"], why: "tagged heist; close in meaning." };
  assert.equal(words.whyFound(found), "Tagged heist.");
  assert.equal(words.whyFound({ found_by: ["title"], why: "title" }), "By its title");
  assert.equal(words.whyFound({ found_by: ["meaning"], why: "" }), "Close in meaning");
  assert.equal(words.whyFound({ found_by: [], why: "" }), "Close in meaning");
});

test("a few words may be a title, signs and sentences are none", () => {
  assert.ok(words.mayBeTitle("Matricks"));
  assert.ok(words.mayBeTitle(" 7 Samurais of Kurosawa "));
  assert.ok(!words.mayBeTitle("???"));
  assert.ok(!words.mayBeTitle("a heist that goes wrong"));
});

test("what a dial took off is told as that", () => {
  assert.equal(words.partName("popularity", -0.1), "Taken off: widely seen");
  assert.equal(words.partName("popularity", 0.1), "How many have seen it");
  assert.equal(words.partName("reception", -0.1), "How audiences felt");
});

test("a likeness says what most of it is", () => {
  const made_of = [["tags", 0.3], ["text", 0.2], ["year", 0.1], ["people", 0.05], ["genres", -0.1]]
    .map(([name, value]) => ({ name, value }));
  assert.equal(words.inner({ name: "about", made_of }), "By themes, plot and time");
  assert.equal(words.inner({ name: "about", made_of: made_of.slice(4) }), "");
  assert.equal(words.inner({ name: "audience" }), "");
});

test("films of the history are named, and the others counted", () => {
  const alien = { movie_id: 6, title: "Alien", year: 1979, count: 1, value: 0.2 };
  assert.equal(words.becauseName(alien), "Alien (1979)");
  assert.equal(words.becauseName({ movie_id: null, title: null, year: null, count: 1 }), "1 other film");
  assert.equal(words.becauseName({ movie_id: null, title: null, year: null, count: 12 }), "12 other films");
  assert.equal(words.againstWords(alien), "");
  assert.equal(words.againstWords({ ...alien, value: -0.1 }), "Speaks against it");
});
