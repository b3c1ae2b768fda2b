"""Ways to divide ratings into what is learnt, what is shown and what has to be found.

* :func:`hold_out_users`, :func:`iter_folds`: whole users are held out, so nothing of them is learnt
  (strong generalisation); a part of their ratings is shown at asking time, hidden likes are found.
* :func:`leave_last_out`: the latest like of each user is found from what came before.
* :func:`split_by_time`: models know the time before one moment only.
* :func:`hide_movies`: some movies lose all ratings and have to be found without any.

Each is called with interactions, a config and ``part``. ``part="validation"`` divides what is left
after all that the test part hides was taken away, so whoever chooses on it has seen nothing of the
test; ``split`` says how the types keep the two apart. One seed gives one split.
"""

from collections.abc import Iterator
from typing import Literal, overload

import numpy as np

from matinee.data import Interactions
from matinee.errors import DataError
from matinee.evaluation.config import EvaluationConfig
from matinee.evaluation.division import Division, Ratings, build, splitter
from matinee.evaluation.split import Part, Split, TestSplit, ValidationSplit
from matinee.types import BoolArray, IndexArray


@splitter("held-out users")
def hold_out_users(ratings: Ratings, config: EvaluationConfig) -> Division:
    """Hold out a share of the users, drawn by the seed.

    Of those with ``min_history`` likes or more, ``holdout_users`` are held out, at least one; users
    with fewer take no part at all. ``fold_in`` of their likes is shown, and with ``show_others``
    the same share of their other ratings; what is hidden of these may be listed, as a miss.
    For validation the test users are left out altogether and others are drawn in the same way.

    Raises:
        DataError: Fewer than two users have enough likes.

    Source:
        Liang et al., "Variational Autoencoders for Collaborative Filtering", WWW 2018, section 4.3.
    """
    rng, others = _generators(config)
    order = rng.permutation(_eligible(ratings, config))
    n_held_out = max(1, round(config.holdout_users * len(order)))
    return _hold_out(ratings, order[:n_held_out], order[n_held_out:], config, (rng, others))


@overload
def iter_folds(
    interactions: Interactions,
    config: EvaluationConfig,
    n_folds: int,
    *,
    part: Literal["test"] = "test",
) -> Iterator[TestSplit]: ...
@overload
def iter_folds(
    interactions: Interactions,
    config: EvaluationConfig,
    n_folds: int,
    *,
    part: Literal["validation"],
) -> Iterator[ValidationSplit]: ...
def iter_folds(
    interactions: Interactions, config: EvaluationConfig, n_folds: int, *, part: Part = "test"
) -> Iterator[Split]:
    """Splits as :func:`hold_out_users` makes them, in which every user is held out once.

    Folds of the test go over all users, also those that a validation split asked: what was chosen
    there is a handful of numbers. Folds of the validation leave out the users of the single test.

    Raises:
        DataError: There are fewer users with enough likes than folds, or fewer than two folds.
    """
    ratings = hold_out_users.ratings_for(interactions, config, part)
    generators = _generators(config)
    order = generators[0].permutation(_eligible(ratings, config))
    if not 2 <= n_folds <= len(order):  # noqa: PLR2004 - one fold leaves nobody to learn from
        raise DataError(f"folds must be 2 to {len(order)}, not {n_folds}.")
    folds = np.array_split(order, n_folds)
    for number, fold in enumerate(folds):
        rest = np.concatenate([other for i, other in enumerate(folds) if i != number])
        division = _hold_out(ratings, fold, rest, config, generators)
        yield build(hold_out_users.name, part, ratings, division, config)


@splitter("leave last out")
def leave_last_out(ratings: Ratings, config: EvaluationConfig) -> Division:
    """Find the latest like of each user with ``min_history`` likes from what came before.

    Ratings up to that moment are shown, what follows is dropped; of likes at the same moment the
    seed draws one. Models learn the histories, and all ratings of the users that are not asked. For
    validation the same is done to what is left: the like before the last, from what came before it.

    Raises:
        DataError: The times are not known, or too few users have enough likes.
    """
    ratings.known_times("leave last out")
    asked = _eligible(ratings, config)
    shown, hidden = _hide_latest(ratings, asked, np.ones(len(asked), dtype=np.int64), config)
    return Division(asked=asked, learnt=~hidden, shown=shown, hidden=hidden, left=~hidden)


@splitter("time")
def split_by_time(ratings: Ratings, config: EvaluationConfig) -> Division:
    """Learn from what was rated before one moment; find likes after it.

    The moment leaves ``holdout_time`` of all ratings behind it. Users with ``min_history`` likes of
    which one is behind it are asked: their latest likes, ``1 - fold_in`` of all, are hidden as far
    as they are behind the moment, and what came before the first of them is shown. So nobody is
    shown what was rated after a target, and nothing after the moment is learnt.
    For validation the same is done to what is before the moment.

    Raises:
        DataError: The times are not known or all the same, or nobody liked anything late.
    """
    times = ratings.known_times("time")
    if not len(times) or times.min() == times.max():
        raise DataError("a split by time needs ratings of different times.")
    moment = np.sort(times)[int((1 - config.holdout_time) * (len(times) - 1))]
    late = times > moment if times.max() > moment else times >= moment
    likes = ratings.stars >= config.liked_from
    n_late = np.bincount(ratings.users[likes & late], minlength=ratings.shape[0])
    users = _eligible(ratings, config)
    asked = users[n_late[users] > 0]
    n_likes = np.bincount(ratings.users[likes], minlength=ratings.shape[0])[asked]
    n_hidden = np.maximum(1, np.round((1 - config.fold_in) * n_likes)).astype(np.int64)
    n_hidden = np.minimum(np.minimum(n_hidden, n_late[asked]), n_likes - 1)
    shown, hidden = _hide_latest(ratings, asked, n_hidden, config)
    return Division(asked=asked, learnt=~late, shown=shown, hidden=hidden, left=~late)


@splitter("cold movies")
def hide_movies(ratings: Ratings, config: EvaluationConfig) -> Division:
    """Find likes among movies that nobody rated as far as the models know.

    ``holdout_movies`` of the rated movies, drawn by the seed, lose all ratings, and only they may
    be listed. Users with ``min_history`` likes are asked who like one of them and another movie.
    For validation the test movies have no ratings either, and others are drawn.

    Raises:
        DataError: Too few users have enough likes, or nobody likes a movie that was drawn.
    """
    rated = np.unique(ratings.movies)
    n_hidden = max(1, round(config.holdout_movies * len(rated)))
    drawn = np.random.default_rng(config.seed).permutation(rated)[:n_hidden]
    candidates = np.zeros(ratings.shape[1], dtype=np.bool_)
    candidates[drawn] = True
    cold = candidates[ratings.movies]
    likes = ratings.stars >= config.liked_from
    users = _eligible(ratings, config)
    found, known = (
        np.isin(users, ratings.users[likes & some]) for some in (cold, np.logical_not(cold))
    )
    asked = users[found & known]
    chosen = np.isin(ratings.users, asked)
    return Division(
        asked=asked,
        learnt=~cold,
        shown=chosen & ~cold,
        hidden=chosen & cold,
        left=~cold,
        candidates=candidates,
    )


def eligible_users(interactions: Interactions, config: EvaluationConfig) -> IndexArray:
    """Rows with ``min_history`` likes or more, ascending.

    Raises:
        DataError: There are fewer than two.
    """
    return _eligible(Ratings.of(interactions), config)


def _eligible(ratings: Ratings, config: EvaluationConfig) -> IndexArray:
    likes = ratings.stars >= config.liked_from
    n_likes = np.bincount(ratings.users[likes], minlength=ratings.shape[0])
    eligible = np.flatnonzero(n_likes >= config.min_history).astype(np.int32)
    if len(eligible) < 2:  # noqa: PLR2004 - one to learn from and one to ask
        raise DataError(
            f"an evaluation needs 2 users or more with {config.min_history} ratings of at least "
            f"{config.liked_from:g} stars, not {len(eligible)}."
        )
    return eligible


def _generators(config: EvaluationConfig) -> tuple[np.random.Generator, np.random.Generator]:
    # a stream of their own for ratings that are no likes: showing them must not move the likes
    return np.random.default_rng(config.seed), np.random.default_rng([config.seed, 1])


def _hold_out(
    ratings: Ratings,
    asked: IndexArray,
    learners: IndexArray,
    config: EvaluationConfig,
    generators: tuple[np.random.Generator, np.random.Generator],
) -> Division:
    asked = np.sort(asked)
    likes = ratings.stars >= config.liked_from
    chosen = np.isin(ratings.users, asked)
    hidden = np.zeros(len(likes), dtype=np.bool_)
    starts = ratings.bounds()
    rng, others = generators
    for user in asked:
        own = slice(starts[user], starts[user + 1])
        liked = starts[user] + np.flatnonzero(likes[own])
        # at least one like is hidden and at least one is shown, whatever the share
        n_hidden = min(max(1, round((1 - config.fold_in) * len(liked))), len(liked) - 1)
        hidden[liked[rng.permutation(len(liked))[:n_hidden]]] = True
        rest = starts[user] + np.flatnonzero(~likes[own])
        n_rest = round((1 - config.fold_in) * len(rest)) if config.show_others else len(rest)
        hidden[rest[others.permutation(len(rest))[:n_rest]]] = True
    return Division(
        asked=asked,
        learnt=np.isin(ratings.users, learners),
        shown=chosen & ~hidden,
        hidden=hidden,
        left=~chosen,
    )


def _hide_latest(
    ratings: Ratings, asked: IndexArray, n_hidden: np.ndarray, config: EvaluationConfig
) -> tuple[BoolArray, BoolArray]:
    """What is shown and what hidden of each asked user, if the latest likes are to be found."""
    times = ratings.known_times("time")
    likes = ratings.stars >= config.liked_from
    drawn = np.random.default_rng(config.seed).random(len(likes))
    shown, hidden = (np.zeros(len(likes), dtype=np.bool_) for _ in range(2))
    starts = ratings.bounds()
    for user, n in zip(asked, n_hidden, strict=True):
        own = slice(starts[user], starts[user + 1])
        liked = starts[user] + np.flatnonzero(likes[own])
        targets = liked[np.lexsort((drawn[liked], times[liked]))][-n:]
        hidden[own] = times[own] > times[targets].min()
        hidden[targets] = True
        shown[own] = ~hidden[own]
    return shown, hidden
