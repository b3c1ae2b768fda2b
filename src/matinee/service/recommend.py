"""From a movie to the movies that fit it and that audiences loved."""

from collections.abc import Sequence

import numpy as np

from matinee.data import Movie
from matinee.errors import DataError, NotFittedError, ProviderError, UnsupportedError
from matinee.models import Recommender
from matinee.ranking import (
    RECOMMENDERS,
    Candidates,
    Hybrid,
    Pick,
    blend,
    explain,
    gather,
)
from matinee.service.catalogue import dress, movie_facts
from matinee.service.fill_in import fill_in
from matinee.service.find import find_movie
from matinee.service.matinee import Matinee
from matinee.service.praise import praised_with, with_praise
from matinee.service.review import fetch_reviews
from matinee.service.shelf import Shelf
from matinee.service.views import MovieView, PartView, PickView, Similar
from matinee.types import FloatArray

#: The recommender that answers where none is named.
DEFAULT_MODEL = "hybrid"
#: Signal that a recommender's scores are shown as.
SIGNAL_OF = {"content": "about"}


def similar_movies(
    matinee: Matinee,
    movie_id: int,
    *,
    n: int = 5,
    model: str | None = None,
    sentiment: float | None = None,
) -> Similar:
    """The movies that go best with a movie, never itself.

    Args:
        matinee: The installation.
        movie_id: The movie.
        n: How many, 1 to 100.
        model: Name of the recommender; by default the hybrid.
        sentiment: Weight of the reception, 0 to 1. By default the installation's for the hybrid,
            and 0 for every other, which is thereby shown as it is.

    Raises:
        UnknownIdError: There is no such movie.
        DataError: There is no recommender of that name, or ``sentiment`` is out of range.
        NotFittedError: It has not been fitted.
        UnsupportedError: It cannot tell what is similar.
    """
    movie = movie_facts(matinee, movie_id)
    candidates = _query(matinee, movie, model)
    return _answer(matinee, movie, candidates, n=n, model=model, sentiment=sentiment)


def recommend_by_title(
    matinee: Matinee,
    title: str,
    *,
    n: int = 5,
    model: str | None = None,
    sentiment: float | None = None,
) -> Similar:
    """The classic flow, whole: title, movie, description, embedding, candidates, reception, picks.

    Args:
        matinee: The installation.
        title: As a person types it.
        n: How many.
        model: As for :func:`similar_movies`.
        sentiment: As for :func:`similar_movies`.

    Raises:
        UnknownIdError: No movie is called so; the error names the three closest titles.
        DataError, NotFittedError, UnsupportedError: As for :func:`similar_movies`.
    """
    movie = find_movie(matinee, title)
    about = _written_query(matinee, movie) if model in {None, DEFAULT_MODEL} else None
    candidates = _query(matinee, movie, model, about)
    if matinee.imdb_reviews is not None:
        likely = candidates.indices[np.argsort(-candidates.relevance, kind="stable")[: 4 * n]]
        fetch_reviews(matinee, [int(value) for value in matinee.shelf.movies.to_ids(likely)])
    return _answer(matinee, movie, candidates, n=n, model=model, sentiment=sentiment)


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
    matinee: Matinee, movie: Movie, model: str | None, about: FloatArray | None = None
) -> Candidates:
    index = matinee.index_of(movie.movie_id)
    recommender = _recommender(matinee.shelf, model or DEFAULT_MODEL)
    if isinstance(recommender, Hybrid):
        found = recommender.candidates_similar(index, about)
        return with_praise(matinee, index, found, matinee.settings.audience_weight)
    if not recommender.handles_similar:
        raise UnsupportedError(f"{recommender.name} cannot find similar movies.")
    signal = SIGNAL_OF.get(recommender.name, "audience")
    n_known = recommender.n_movies_ or 0
    scores = np.full(len(matinee.shelf.movies), -np.inf, dtype=np.float32)
    if index < n_known:
        scores[:n_known] = recommender.score_similar(np.array([index], dtype=np.int32))[0]
    return gather({signal: scores}, {signal: 1.0}, 200, exclude=[index])


def _recommender(shelf: Shelf, name: str) -> Recommender:
    if name not in RECOMMENDERS:
        raise DataError(f"model must be one of {', '.join(RECOMMENDERS)}, not '{name}'.")
    recommender = shelf.recommender(name)
    if recommender is None:
        raise NotFittedError(
            f"{name} has not been fitted; `matinee setup` or `matinee train` does it."
        )
    return recommender


def _answer(
    matinee: Matinee,
    movie: Movie,
    candidates: Candidates,
    *,
    n: int,
    model: str | None,
    sentiment: float | None,
) -> Similar:
    if not 1 <= n <= 100:  # noqa: PLR2004  (a list, not a dump)
        raise DataError(f"n must be 1 to 100, not {n}.")
    name = model or DEFAULT_MODEL
    if sentiment is None:
        sentiment = matinee.settings.sentiment_weight if name == DEFAULT_MODEL else 0.0
    if not 0 <= sentiment <= 1:
        raise DataError(f"sentiment must be 0 to 1, not {sentiment}.")
    shelf = matinee.shelf
    picks = blend(candidates, shelf.audience.standing(candidates.indices), n, sentiment=sentiment)
    ids = shelf.movies.to_ids(np.array([pick.index for pick in picks], dtype=np.int32))
    with matinee.database.read() as work:
        movies = work.movies.many([int(value) for value in ids])
    query, *views = dress(matinee, fill_in(matinee, [movie, *movies]))
    shared = praised_with(matinee, movie.movie_id, [one.movie_id for one in movies])
    told = tuple(
        _view(rank, movie, *one)
        for rank, one in enumerate(zip(picks, views, shared, strict=True), start=1)
    )
    return Similar(query, name, told, _notes(shelf, name, told))


def check_picks(similar: Similar) -> Similar:
    """The same, for front ends that have no place to read why a list is empty.

    Raises:
        UnsupportedError: There are no picks; the message says why and what to ask instead.
    """
    if not similar.picks:
        raise UnsupportedError(f"{similar.notes[-1][:-1]}; ask for hybrid or content.")
    return similar


def _view(
    rank: int, query: Movie, pick: Pick, view: MovieView, shared: tuple[str, ...]
) -> PickView:
    # a sure dislike counts against a pick, and its share is shown like the others
    total = sum(abs(part.value) for part in pick.parts) or 1.0
    parts = tuple(PartView(part.name, part.value, abs(part.value) / total) for part in pick.parts)
    reception = view.reception
    why = explain(
        query,
        view.movie,
        pick.parts,
        liked=reception.mean,
        n_opinions=reception.n_reviews + reception.n_critics + reception.n_ratings,
        praised=shared,
    )
    return PickView(rank, pick.score, why, parts, view, shared)


def _notes(shelf: Shelf, name: str, picks: Sequence[PickView]) -> tuple[str, ...]:
    if not picks:
        return (*shelf.notes, f"{name} knows nothing of this movie: nobody has rated it.")
    return shelf.notes
