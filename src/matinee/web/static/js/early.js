/** Runs before the first paint: says which view the address means, so that no other one flashes. */
{
  const values = new URLSearchParams(location.search);
  const view = values.has("movie") ? "movie" : values.get("q") ? "search" : values.size ? "list" : "home";
  Object.assign(document.documentElement.dataset, { view, early: "" });
}
