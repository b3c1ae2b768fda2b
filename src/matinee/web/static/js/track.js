/** The bar from 0 to 100: an interval as a band, a mean as a tick. */

import { el } from "./dom.js";

/** @returns {HTMLElement} Where {@link setTrack}'s shares are drawn. */
export const track = () =>
  el("span", { class: "track", "aria-hidden": "true" }, el("span", { class: "band" }), el("span", { class: "tick" }));

/**
 * @param {HTMLElement} holder Has a track inside.
 * @param {{mean: number, low: number, high: number}} shares Each 0 to 1.
 */
export function setTrack(holder, shares) {
  for (const key of /** @type {const} */ (["mean", "low", "high"])) {
    const share = Math.min(1, Math.max(0, shares[key]));
    holder.style.setProperty(`--${key}`, `${(share * 100).toFixed(1)}%`);
  }
}
