/** The films that somebody likes, kept in this browser and nowhere else. */

const KEY = "matinee.liked";
const MOST = 500;
/** @type {number[]} What is kept where the browser keeps nothing. */
let here = [];

/** @returns {number[]} Numbers of films, the newest like first. */
export function liked() {
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return here; // no storage, or something else's
  }
  const ids = Array.isArray(kept) ? kept.filter((id) => Number.isSafeInteger(id) && id > 0) : [];
  return [...new Set(ids)].slice(0, MOST);
}

/** @param {number} id @returns {boolean} Whether it is liked from now on. */
export function turnLike(id) {
  const before = liked();
  const others = before.filter((one) => one !== id);
  const now = others.length === before.length;
  keep(now ? [id, ...others] : others);
  return now;
}

/** Likes nothing any more. */
export const forgetLikes = () => keep([]);

/** @param {number[]} ids */
function keep(ids) {
  here = ids.slice(0, MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(here));
  } catch {
    // it holds until the page is left
  }
}
