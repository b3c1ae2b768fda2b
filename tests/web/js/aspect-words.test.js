import assert from "node:assert/strict";
import { test } from "node:test";
import * as words from "../js/aspect-words.js";

const review = { label: "Very Positive", weight: 1, read_as: "en", ignored: null, same_as: null };
const trend = { n_recent: 14, n_expected: 3.2, low: 0.7, high: 0.9, mean_before: 0.6 };

test("aspects by name", () => {
  assert.equal(words.aspectName("story"), "Story");
  assert.equal(words.aspectName("visuals"), "Visuals and effects");
  assert.equal(words.aspectName("family-friendliness"), "For families");
});

test("a bar in words", () => {
  assert.equal(words.aspectWords({ aspect: "pace", n: 41, positive: 0.38, low: 0.27, high: 0.512 }),
    "41 reviews; about 38\u00a0% praise, it may be 27\u00a0% to 51\u00a0%");
  assert.match(words.aspectWords({ aspect: "pace", n: 1, positive: 0.6, low: 0.2, high: 0.9 }), /^1 review;/);
});

test("languages by name, and odd codes as they are", () => {
  assert.equal(words.languageName("ko"), "Korean");
  assert.match(words.languageName("hi-Latn"), /^Hindi/);
  assert.equal(words.languageName("x!"), "x!");
});

test("an English review shows its label alone", () => {
  assert.equal(words.heardAs(review), "Very positive");
  assert.deepEqual(words.takenAs(review), []);
});

test("a review from before weights were kept shows its label", () => {
  assert.equal(words.heardAs({ ...review, weight: null, read_as: null }), "Very positive");
});

test("another language is named", () => {
  assert.deepEqual(words.takenAs({ ...review, read_as: "ko" }), ["read as Korean"]);
});

test("what was not read has no label", () => {
  const unread = { ...review, label: "Neutral", weight: 0.1, read_as: "sw" };
  assert.equal(words.wasRead(unread), false);
  assert.equal(words.heardAs(unread), "Not read: Swahili is not supported");
  assert.equal(words.heardAs({ ...unread, read_as: null }), "Not read: this language is not supported");
  assert.deepEqual(words.takenAs(unread), []);
  assert.equal(words.heardAs({ ...unread, weight: 0 }), "Nothing in it to read");
  assert.equal(words.heardAs({ ...review, label: null, weight: null }), "Not read yet");
});

test("an ignored review says why", () => {
  assert.deepEqual(words.takenAs({ ...review, ignored: "near-duplicate", same_as: 3 }),
    ["counts once: repeats an earlier review"]);
  assert.match(words.takenAs({ ...review, ignored: "burst" })[0], /^does not count/);
});

test("the answer to a review", () => {
  const now = "87 % liked it";
  assert.equal(words.outcome({ review }, now), "Heard as very positive. Now: 87 % liked it.");
  assert.equal(words.outcome({ review: { ...review, ignored: "near-duplicate" } }, now),
    "Heard as very positive; counts once: repeats an earlier review. Now: 87 % liked it.");
  assert.match(words.outcome({ review: { ...review, weight: 0.1, read_as: null } }, now),
    /^Not read: this language is not supported\. Now/);
});

test("a trend in words", () => {
  assert.equal(words.trendWords(trend, 30), "14 voices in 30 days, usually 3");
  assert.equal(words.trendWords({ ...trend, n_recent: 1, n_expected: 0.2 }, 1), "1 voice in 1 day, usually hardly any");
});

test("a turn is told only where it is sure", () => {
  assert.equal(words.turnWords(trend), "Liked more than before");
  assert.equal(words.turnWords({ ...trend, mean_before: 0.95 }), "Liked less than before");
  assert.equal(words.turnWords({ ...trend, mean_before: 0.8 }), "");
  assert.equal(words.turnWords({ ...trend, mean_before: null }), "");
});
