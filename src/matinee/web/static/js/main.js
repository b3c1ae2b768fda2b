/** Puts the page together: which view an address means, and who tells whom. */

/** @import {Query} from "./types.js" */

import "./audiences.js";
import "./combobox.js";
import "./filters.js";
import "./for-you.js";
import "./grid.js";
import "./like-this.js";
import "./movie-view.js";
import "./results.js";
import "./tag-picker.js";
import "./trending.js";
import * as api from "./api.js";
import { count, heading, lead } from "./words.js";
import { movieAddress, narrowing, queryAddress, readAddress, state } from "./state.js";
import { announce } from "./dom.js";
import { readTune } from "./tune.js";

/** @param {string} selector @returns {any} */
const find = (selector) => document.querySelector(selector);

const home = find("#home");
const view = find("#movie");
const grid = find("movie-grid");
const results = find("search-results");
const trending = find("trending-row");
const forYou = find("for-you");
const filters = find("movie-filters");
const search = find("movie-search");
const title = find("#home-title");

/** @param {string} address @param {boolean} [replace] */
function go(address, replace = false) {
  if (state.movieId === null) state.homeScroll = scrollY;
  history[replace ? "replaceState" : "pushState"](null, "", address);
  route();
}

/** Shows what the address says. */
function route() {
  const { movieId, query } = readAddress(location.search);
  const left = state.movieId;
  state.movieId = movieId;
  home.hidden = movieId !== null;
  view.hidden = movieId === null;
  const address = queryAddress(query);
  const { dataset } = document.documentElement;
  delete dataset.early;
  dataset.view = movieId !== null ? "movie" : query.q ? "search" : address === "/" ? "home" : "list";
  if (movieId !== null) {
    scrollTo(0, 0);
    state.tune = readTune(location.search);
    view.show(movieId);
    return;
  }
  view.leave();
  state.query = query;
  const list = query.q ? results : grid;
  const name = heading(query);
  title.textContent = name;
  find("#lead").textContent = lead(query);
  document.title = address === "/" ? "matinee" : `${name} – matinee`;
  search.value = query.q ?? "";
  filters.show(query);
  if (address !== state.shown) {
    state.shown = address;
    (query.q ? grid : results).hidden = true;
    (query.q ? grid : results).leave();
    list.hidden = false;
    showRows(false);
    list.show(query, address === "/" ? rows.then(() => showRows(state.shown === "/")) : undefined);
    if (left !== null) title.focus({ preventScroll: true });
    scrollTo(0, 0);
  } else if (left !== null) {
    forYou.show(address === "/"); // there may be other likes meanwhile
    scrollTo(0, state.homeScroll);
    const link = list.querySelector(`a.link[href="${movieAddress(Number(left))}"]`);
    (link ?? title).focus({ preventScroll: true });
  }
}

/** @param {boolean} here Whether the rows above the list have a place in what is shown. */
function showRows(here) {
  forYou.show(here);
  trending.show(here);
}

document.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest?.("a[data-route]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const here = "back" in /** @type {HTMLElement} */ (link).dataset && state.shown;
  go(here || /** @type {string} */ (link.getAttribute("href")));
});
addEventListener("popstate", route);
history.scrollRestoration = "manual";

search.addEventListener("chosen", (/** @type {CustomEvent<number>} */ event) => go(movieAddress(event.detail)));
search.addEventListener("searched", (/** @type {CustomEvent<string>} */ event) => {
  const kept = state.movieId === null ? narrowing(state.query) : {}; // those that are in sight
  go(queryAddress({ ...kept, q: event.detail }));
});
search.addEventListener("emptied", () => {
  if (state.movieId === null && state.query.q) go(queryAddress(narrowing(state.query)), true);
});
filters.addEventListener("filtered", (/** @type {CustomEvent<Query>} */ event) => {
  const { q } = state.query;
  go(queryAddress(q ? { ...narrowing(event.detail), q } : event.detail), true);
});
for (const list of [grid, results]) {
  list.addEventListener("counted", (/** @type {CustomEvent<string>} */ event) => {
    find("#count").textContent = event.detail;
    if (state.movieId === null && event.detail) announce(`${title.textContent}: ${event.detail}.`);
  });
}

/** Where the dial starts, and what the last line says. */
async function status() {
  try {
    const { data, settings, version } = await api.status();
    state.sentiment = settings?.sentiment_weight ?? state.sentiment;
    const parts = [
      `matinee ${version}`,
      `${count(data.movies, "film")}, ${count(data.ratings, "rating")}, ${count(data.reviews, "review")}`,
    ];
    find("#about").textContent = parts.join(" · ");
  } catch {
    // the page works without; the grid says it if the server is gone
  }
}

const told = status();
const rows = Promise.all([forYou.load(), trending.load()]);
if (readAddress(location.search).movieId !== null) {
  // the dial should start where the installation set it, but not at the price of a wait
  await Promise.race([told, new Promise((done) => setTimeout(done, 150))]);
}
route();
