/**
 * Shapes of the API's answers, for the editor and the reader; nothing runs here.
 *
 * @typedef {{mean: number, low: number, high: number, n_reviews: number, n_critics: number,
 *   n_ratings: number, known: boolean}} Reception  Shares of viewers who liked it, 0 to 1, and what they rest on.
 * @typedef {{movie_id: number, title: string, year: number | null, genres: string[],
 *   directors: string[], runtime_min: number | null, poster_url: string | null,
 *   drawn_poster_url: string, reception: Reception}} MovieCard
 * @typedef {{violence: number, sex: number, fear: number, language: number}} Notes  0 none, 1 mild,
 *   2 moderate, 3 severe.
 * @typedef {{name: string, group: string, definition: string, n_movies: number}} Tag
 * @typedef {MovieCard & {overview: string | null, tagline: string | null, cast: string[],
 *   writers: string[], languages: string[], countries: string[], certificate: string | null,
 *   awards: string | null, critics: {metacritic: number | null, rt_meter: number | null,
 *   rt_reviews: number | null}, premise?: string | null, tags?: string[], notes?: Notes | null,
 *   profile_generated_by?: string | null}} MovieDetail
 * @typedef {{name: string, value: number}} Signal
 * @typedef {Signal & {share: number, made_of?: Signal[]}} Part
 * @typedef {{movie_id: number | null, title: string | null, year: number | null,
 *   stars: number | null, count: number, value: number, by_signal: Signal[]}} Because  What a film
 *   of the history adds to a score; without a number all that are not named.
 * @typedef {{movie_id: number, title: string, closest: {of_pick: string, of_other: string,
 *   likeness: number} | null}} Shared  What a pick has in common with another film.
 * @typedef {{rank: number, score: number, why: string, parts: Part[], because?: Because[],
 *   shared?: Shared | null, movie: MovieCard}} Pick
 * @typedef {{movie: MovieCard, model: string, picks: Pick[], notes: string[]}} Similar
 * @typedef {{rank: number, score: number, found_by: string[], why: string, movie: MovieCard}} Found
 * @typedef {{review_id: number, movie_id: number, text: string, stars: number | null,
 *   label: string | null, positive: number | null, weight: number | null, read_as: string | null,
 *   ignored: string | null, same_as: number | null, language: string | null, author: string | null,
 *   source: string, written_at: string | null, created_at: string}} Review  `weight` is how much of
 *   a viewer it counts for, 0 to 1; `read_as` the language it was read as.
 * @typedef {{review: Review, reception: Reception, counts: boolean, notes: string[]}} Posted
 * @typedef {{text: string, review_id: number}} Quote  A sentence of a review, word by word.
 * @typedef {{aspect: string, n: number, positive: number, low: number, high: number,
 *   praise: Quote[], complaints: Quote[]}} Aspect  `positive` is the share of praise among `n`
 *   mentions, `low` and `high` its interval.
 * @typedef {{movie: MovieCard, reception: Reception, n_reviews: number, n_counted: number,
 *   ignored: Record<string, number>, languages: {language: string | null, n: number}[],
 *   aspects: Aspect[], notes: string[]}} Audience
 * @typedef {{movie: MovieCard, n_recent: number, n_expected: number, ratio_low: number,
 *   mean_recent: number | null, low: number | null, high: number | null,
 *   mean_before: number | null}} Trend
 * @typedef {{q?: string, title?: string, genre?: string, director?: string, person?: string,
 *   year_from?: string, year_to?: string, sort?: string, tag?: string[], family?: string}} Query
 *   What the first screen is asked to show: with `q` a search, without a list.
 * @typedef {{sentiment?: number, popularity?: number, diversity?: number, serendipity?: number,
 *   genre?: string, year_from?: string, year_to?: string}} Tune  How picks are tuned; dials 0 to 1.
 * @typedef {{model: string, n_history: number, n_liked: number, picks: Pick[], notes: string[]}} Next
 */

export {};
