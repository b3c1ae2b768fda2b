"""From a movie to the movies that fit it and that audiences loved."""

from dataclasses import replace

import numpy as np

from matinee.data import Movie
from matinee.errors import ProviderError, UnsupportedError
from matinee.models import ColdMap
from matinee.ranking import Candidates, Filters, Hybrid, explain, gather
from matinee.service.catalogue import movie_facts
from matinee.service.find import find_movie
from matinee.service.matinee import Matinee
from matinee.service.praise import praised_with, with_praise
from matinee.service.recommend import (
    DEFAULT_MODEL,
    SIGNAL_OF,
    Wish,
    allowed_by,
    choose,
    dress_picks,
    no_candidates,
    recommender_of,
    view_pick,
)
from matinee.service.review import fetch_reviews
from matinee.service.views import SharedView, Similar
from matinee.service.why import (
    content_of,
    liked_together,
    likeness_in,
    opinions_of,
    shared_with,
)
from matinee.types import BoolArray, FloatArray


def similar_movies(matinee: Matinee, movie_id: int, wish: Wish | None = None) -> Similar:
    """The movies that go best with a movie, never itself.

    Args:
        matinee: The installation.
        movie_id: The movie.
        wish: How the list is wanted.

    Returns:
        An empty list with a reason in its notes where the filters leave nothing.

    Raises:
        UnknownIdError: There is no such movie.
        DataError: There is no recommender of the wished name.
        NotFittedError: It has not been fitted.
        UnsupportedError: It cannot tell what is similar.
    """
    wish = wish or Wish()
    movie = movie_facts(matinee, movie_id)
    candidates, notes = _query(matinee, movie, wish)
    return _answer(matinee, movie, candidates, wish, notes)


def recommend_by_title(matinee: Matinee, title: str, wish: Wish | None = None) -> Similar:
    """The classic flow, whole: title, movie, description, embedding, candidates, reception, picks.

    Args:
        matinee: The installation.
        title: As a person types it.
        wish: How the list is wanted.

    Raises:
        UnknownIdError: No movie is called so; the error names the three closest titles.
        DataError, NotFittedError, UnsupportedError: As for :func:`similar_movies`.
    """
    wish = wish or Wish()
    movie = find_movie(matinee, title)
    about = _written_query(matinee, movie) if wish.name == DEFAULT_MODEL else None
    candidates, notes = _query(matinee, movie, wish, about)
    if matinee.imdb_reviews is not None:
        likely = candidates.indices[np.argsort(-candidates.relevance, kind="stable")[: 4 * wish.n]]
        fetch_reviews(matinee, [int(value) for value in matinee.shelf.movies.to_ids(likely)])
    return _answer(matinee, movie, candidates, wish, notes, by_facts=about is None)


def check_picks(similar: Similar) -> Similar:
    """The same, for front ends that have no place to read why a list is empty.

    Raises:
        UnsupportedError: There are no picks; the message says why and what to ask instead.
    """
    if not similar.picks:
        raise UnsupportedError(f"{similar.notes[-1][:-1]}; ask for hybrid or content.")
    return similar


def _written_query(matinee: Matinee, movie: Movie) -> FloatArray | None:
    """Scores by a description that the language model wrote; ``None`` without one.

    The template's description of the movie is what its own vector was made from, so without a
    language model the movie's vector is the embedding of the query already.
    """
    if matinee.query_writer is None:
        return None
    try:
        text = matinee.query_writer.describe(movie)
    except ProviderError as error:
        matinee.say_once(f"The language model was left out: {error}")
        return None
    vectors = matinee.shelf.features.vectors
    scores: FloatArray = vectors @ matinee.encoder.encode_one(text)
    return scores


def _query(
    matinee: Matinee, movie: Movie, wish: Wish, about: FloatArray | None = None
) -> tuple[Candidates, tuple[str, ...]]:
    """Candidates for a movie, and why there are none where the filters leave nothing."""
    index = matinee.index_of(movie.movie_id)
    recommender = recommender_of(matinee.shelf, wish.name)
    if not recommender.handles_similar:
        raise UnsupportedError(f"{recommender.name} cannot find similar movies.")
    itself = np.array([index], dtype=np.int32)
    allowed, notes = allowed_by(matinee.shelf, wish.filters, itself)
    if notes:
        return no_candidates(), notes
    if isinstance(recommender, Hybrid):
        found = recommender.candidates_similar(index, about, allowed=allowed)
        return with_praise(matinee, index, found, matinee.settings.audience_weight), ()
    n_known = recommender.n_movies_ or 0
    scores = np.full(len(matinee.shelf.movies), -np.inf, dtype=np.float32)
    if index < n_known:
        scores[:n_known] = recommender.score_similar(itself)[0]
    return _one_signal(recommender.name, scores, index, allowed), ()


def _one_signal(name: str, scores: FloatArray, index: int, allowed: BoolArray | None) -> Candidates:
    signal = SIGNAL_OF.get(name, "audience")
    return gather({signal: scores}, {signal: 1.0}, 200, exclude=[index], allowed=allowed)


def _answer(
    matinee: Matinee,
    movie: Movie,
    candidates: Candidates,
    wish: Wish,
    notes: tuple[str, ...],
    *,
    by_facts: bool = True,
) -> Similar:
    shelf, index = matinee.shelf, matinee.index_of(movie.movie_id)
    picks = choose(matinee, candidates, np.array([index], dtype=np.int32), wish)
    views, (query,) = dress_picks(matinee, picks, [movie])
    praise = praised_with(matinee, movie.movie_id, [view.movie.movie_id for view in views])
    picked = np.array([pick.index for pick in picks], dtype=np.int32)
    times = liked_together(shelf, index, picked)
    content = content_of(recommender_of(shelf, wish.name)) if by_facts and picks else None
    inner = likeness_in(content, index, picks) if content else [{}] * len(picks)
    told = []
    for place, (pick, view) in enumerate(zip(picks, views, strict=True)):
        why = explain(
            query.movie,
            view.movie,
            pick.parts,
            opinions_of(shelf, pick, view),
            praised=praise[place],
            liked_together=times[place],
        )
        common = shared_with(matinee, view.movie, query.movie, times[place])
        told.append(
            replace(
                view_pick(place + 1, pick, view, why, inner[place]),
                shared_praise=praise[place],
                shared=SharedView(query.movie, common),
            )
        )
    if not told and not notes:
        notes = (_silent(wish),)
    return Similar(query, wish.name, tuple(told), (*shelf.notes, *notes))


def _silent(wish: Wish) -> str:
    if wish.filters != Filters():
        return f"{wish.name} knows nothing of the movies that fit the filters."
    if wish.name == ColdMap.name:
        return f"{wish.name} is for movies that nobody rated; ask for hybrid."
    return f"{wish.name} knows nothing of this movie: nobody has rated it."
