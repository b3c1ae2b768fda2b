import assert from "node:assert/strict";
import { test } from "node:test";
import { dialWords, isYear, readTune, tuned, tuneSearch } from "../js/tune.js";
import { movieAddress, readAddress } from "../js/state.js";

test("a tune comes back from its address", () => {
  const tune = { sentiment: 0, popularity: 0.4, serendipity: 1, genre: "Film-Noir", year_from: "1940" };
  assert.deepEqual(readTune(movieAddress(12, tune).slice(1)), tune);
  assert.equal(readAddress(movieAddress(12, tune).slice(1)).movieId, 12);
});

test("what is off leaves no trace", () => {
  assert.equal(tuneSearch({}), "");
  assert.deepEqual(readTune("?movie=1&popularity=0&diversity=0.0"), {});
});

test("what cannot be is dropped", () => {
  const bad = ["-1", "2", "1.5", "nan", "1e-1", "0x1", "", " ", "0.5;"];
  for (const text of bad) assert.deepEqual(readTune(`?diversity=${encodeURIComponent(text)}`), {}, text);
  for (const year of ["12", "abcd", "1869", "2101", "19999"]) assert.equal(isYear(year), false, year);
  assert.deepEqual(readTune(`?year_from=12&genre=${"x".repeat(61)}&evil=1`), {});
});

test("what is in use is counted", () => {
  assert.equal(tuned({}), 0);
  assert.equal(tuned({ sentiment: 1, diversity: 0.1, genre: "War", year_from: "1940", year_to: "1950" }), 3);
});

test("dials in words", () => {
  assert.equal(dialWords(0), "Off");
  assert.equal(dialWords(0.35), "35 of 100");
});
