import assert from "node:assert/strict";
import { test } from "node:test";
import { movieAddress, narrowing, queryAddress, readAddress, withOrder } from "../js/state.js";

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
  assert.equal(withOrder({ title: "heat" }).sort, "relevance");
  assert.equal(withOrder({ title: "heat", sort: "year" }).sort, "year");
});

test("tags and the family switch come back from their address", () => {
  const query = { genre: "Drama", tag: ["women's lives", "heist & co"], family: "true" };
  assert.deepEqual(readAddress(queryAddress(query).slice(1)).query, query);
});

test("a tag counts once, an empty one and a switch that is off not at all", () => {
  assert.deepEqual(readAddress("?tag=heist&tag=+heist&tag=+&family=false").query, { tag: ["heist"] });
  assert.equal(queryAddress({ tag: [], family: "" }), "/");
  const many = Array.from({ length: 40 }, (_, n) => `tag=t${n}`).join("&");
  assert.equal(readAddress(`?${many}`).query.tag.length, 12);
});

test("a search keeps what narrows it and nothing else", () => {
  const query = { q: "a", title: "b", director: "c", person: "d", sort: "year", genre: "Drama",
    year_from: "1970", tag: ["heist"], family: "true" };
  assert.deepEqual(narrowing(query), { genre: "Drama", year_from: "1970", tag: ["heist"], family: "true" });
  assert.deepEqual(narrowing({ q: "a", tag: [], genre: "" }), {});
});
