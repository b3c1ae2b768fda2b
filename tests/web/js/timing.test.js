import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { debounce, ifSlow, latest } from "../js/timing.js";

test("only the last of quick calls acts", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const seen = [];
  const act = debounce((value) => seen.push(value), 100);
  act(1);
  mock.timers.tick(99);
  act(2);
  mock.timers.tick(99);
  assert.deepEqual(seen, []);
  mock.timers.tick(1);
  assert.deepEqual(seen, [2]);
  mock.timers.reset();
});

test("a newer question stops the older one", () => {
  const next = latest();
  const first = next();
  const second = next();
  assert.equal(first.aborted, true);
  assert.equal(second.aborted, false);
});

test("what is quick shows no skeleton", async () => {
  let shown = 0;
  assert.equal(await ifSlow(Promise.resolve(5), () => { shown += 1; }), 5);
  await new Promise((done) => setTimeout(done, 320));
  assert.equal(shown, 0);
});

test("what is slow shows one, and errors pass", async () => {
  let shown = 0;
  const slow = new Promise((_, fail) => setTimeout(() => fail(new Error("no")), 340));
  await assert.rejects(ifSlow(slow, () => { shown += 1; }), /no/);
  assert.equal(shown, 1);
});
