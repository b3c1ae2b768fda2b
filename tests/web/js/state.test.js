import assert from "node:assert/strict";
import { test } from "node:test";
import { movieAddress, queryAddress, readAddress, withOrder } from "../js/state.js";

test("a query comes back from its address", () => {
  const query = { q: "a&b=c #", genre: "Film-Noir", year_from: "1940", sort: "title" };
  assert.deepEqual(readAddress(queryAddress(query).slice(1)), { movieId: null, query });
});

test("empty fields leave no trace", () => {
  assert.equal(queryAddress({ q: "  ", genre: "" }), "/");
});

test("a movie has its own address", () => {
  assert.deepEqual(readAddress(movieAddress(12).slice(1)), { movieId: 12, query: {} });
});

test("an address that names no number is kept to be shown", () => {
  assert.equal(readAddress("?movie=abc").movieId, "abc");
  assert.equal(readAddress("?movie=").movieId, "");
  assert.equal(readAddress("?movie=-1").movieId, "-1");
});

test("unknown fields are dropped", () => {
  assert.deepEqual(readAddress("?evil=1&q=heat").query, { q: "heat" });
});

test("order follows what is asked", () => {
  assert.equal(withOrder({}).sort, "popular");
  assert.equal(withOrder({ q: "heat" }).sort, "relevance");
  assert.equal(withOrder({ q: "heat", sort: "year" }).sort, "year");
});
