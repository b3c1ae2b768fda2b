import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { forgetLikes, liked, turnLike } from "../js/likes.js";

/** @param {Record<string, string>} kept */
const storage = (kept) => ({
  getItem: (/** @type {string} */ key) => kept[key] ?? null,
  setItem: (/** @type {string} */ key, /** @type {string} */ value) => { kept[key] = value; },
});
const fails = () => { throw new Error("no storage here"); };

/** @param {unknown} value */
const put = (value) => Object.defineProperty(globalThis, "localStorage", { value, configurable: true });

beforeEach(() => put(storage({})));

test("the newest like comes first, and a second press takes it back", () => {
  assert.equal(turnLike(3), true);
  assert.equal(turnLike(7), true);
  assert.deepEqual(liked(), [7, 3]);
  assert.equal(turnLike(3), false);
  assert.deepEqual(liked(), [7]);
  forgetLikes();
  assert.deepEqual(liked(), []);
});

test("what something else wrote is no like", () => {
  for (const text of ["{", "7", "null", '{"a":1}', '["x",-1,0,1.5,null]']) {
    put(storage({ "matinee.liked": text }));
    assert.deepEqual(liked(), [], text);
  }
  put(storage({ "matinee.liked": "[5,5,6]" }));
  assert.deepEqual(liked(), [5, 6]);
});

test("without storage likes hold until the page is left", () => {
  put({ getItem: fails, setItem: fails });
  assert.equal(turnLike(4), true);
  assert.deepEqual(liked(), [4]);
});

test("there is a bound", () => {
  for (let id = 1; id <= 510; id += 1) turnLike(id);
  assert.equal(liked().length, 500);
  assert.equal(liked()[0], 510);
});
