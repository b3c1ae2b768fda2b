import assert from "node:assert/strict";
import { test } from "node:test";
import * as profile from "../js/profile-words.js";

const tag = (name, group, n = 1, definition = "") => ({ name, group, definition, n_movies: n });
const known = [
  tag("heist", "theme", 46, "A robbery is planned and done."), tag("robots", "theme"),
  tag("witty", "mood"), tag("paris", "setting"), tag("probation", "theme"), tag("vampires", "theme", 0),
  tag("art house", "audience"), tag("new thing", "later"),
];
const names = (tags) => tags.map((one) => one.name);

test("notes read as words", () => {
  const notes = { violence: 1, sex: 0, fear: 2, language: 3 };
  assert.equal(profile.notesWords(notes).replaceAll("\u00a0", " "), "Violence mild · Fear moderate · Sex none · Language severe");
});

test("a family evening has nothing beyond mild", () => {
  const mild = { violence: 1, sex: 1, fear: 1, language: 1 };
  assert.equal(profile.forFamilies(mild), true);
  for (const name of Object.keys(mild)) {
    assert.equal(profile.forFamilies({ ...mild, [name]: 2 }), false, name);
  }
});

test("tags stand by group, in a group as they were, unknown ones last", () => {
  const order = profile.inGroupOrder(["art house", "mystery", "paris", "robots", "witty", "heist"], known);
  assert.deepEqual(order, ["robots", "heist", "witty", "paris", "art house", "mystery"]);
  assert.deepEqual(profile.inGroupOrder(["b", "a"], []), ["b", "a"]);
});

test("all tags by group and name where nothing is typed; none that no film has", () => {
  const all = names(profile.matchingTags(known, " "));
  assert.deepEqual(all, ["heist", "probation", "robots", "witty", "paris", "art house", "new thing"]);
});

test("names that begin with the letters, then those that have them, then meanings", () => {
  assert.deepEqual(names(profile.matchingTags(known, "Rob")), ["robots", "probation", "heist"]);
  assert.deepEqual(names(profile.matchingTags(known, "rob", ["robots"])), ["probation", "heist"]);
  assert.deepEqual(profile.matchingTags(known, "zzz"), []);
});

test("two letters do not look through meanings", () => {
  assert.deepEqual(names(profile.matchingTags(known, "ry")), []);
});

test("groups have plain names, later ones their own", () => {
  assert.equal(profile.groupName("setting"), "Place");
  assert.equal(profile.groupName("later"), "later");
});
