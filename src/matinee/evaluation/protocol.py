"""The protocol: fit on some ratings, ask, compare the lists with the likes that were hidden.

A rating from ``liked_from`` stars is a like. Lists are ranked against the whole catalogue, or the
candidates of the split, without the ratings that were shown, liked or not. Nothing is tuned here.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from matinee.errors import DataError
from matinee.evaluation.config import EvaluationConfig
from matinee.evaluation.measures import N_LISTED, Popularity, Values, Yardstick
from matinee.evaluation.queries import draw_queries
from matinee.evaluation.report import Asked, Report, Row, Task, pool
from matinee.evaluation.split import Split
from matinee.models.base import MovieFeatures, Recommender, top_n
from matinee.progress import Progress, silent
from matinee.types import FloatArray, IndexArray, RatingMatrix, TimeMatrix

#: How a recommender is made; called once for each split.
Maker = Callable[[], Recommender]

#: Lists that are asked for at a time; scores of the whole catalogue are held for each.
BATCH_ROWS = 128


@runtime_checkable
class StarPredictor(Protocol):
    """A recommender that also says how many stars a user would give."""

    predicts_stars: ClassVar[bool]

    def predict_stars(self, histories: RatingMatrix, times: TimeMatrix | None = None) -> FloatArray:
        """Stars of every movie for every history, ``(batch, n_movies)``, all finite."""


def evaluate(
    splits: Split | Iterable[Split],
    features: MovieFeatures | None,
    makers: Mapping[str, Maker],
    config: EvaluationConfig | None = None,
    *,
    task: Task = "recommend",
    progress: Progress = silent,
) -> Report:
    """Measure how well hidden likes are found.

    Args:
        splits: One split, or folds whose lists are pooled; see ``splits``.
        features: Of the catalogue's movies, for the models that need them, for diversity and
            genres.
        makers: Name of the row to maker of the model.
        config: What the splits were made with; its seed also goes to the models.
        task: ``recommend`` shows a history and asks what is next; ``similar`` shows one liked movie
            of each held-out user and asks what goes with it, see ``queries``.
        progress: Told of each model.

    Raises:
        DataError: There is no split, or the splits do not go together.
    """
    config = config or EvaluationConfig()
    folds = [splits] if isinstance(splits, Split) else list(splits)
    total = len(folds) * len(makers)
    reports = []
    for number, split in enumerate(folds):
        questions = _Questions.of(split, features, config, task)
        rows: list[Row] = []
        for name, make in makers.items():
            done = number * len(makers) + len(rows)
            progress(f"evaluate: {name}" if len(folds) == 1 else "evaluate", done, total)
            rows.append(_measure(name, make, questions, features, config))
        reports.append(questions.report(task, tuple(rows), config))
    progress("evaluate", total, total)
    return pool(reports)


@dataclass(frozen=True, slots=True)
class _Questions:
    """The lists that every model is asked for, and what they are held against."""

    split: Split
    queries: IndexArray | None
    asked: Asked
    yardstick: Yardstick

    @classmethod
    def of(
        cls,
        split: Split,
        features: MovieFeatures | None,
        config: EvaluationConfig,
        task: Task,
    ) -> "_Questions":
        popularity = Popularity.of(split, config.liked_from)
        if task == "recommend":
            likes = split.histories.copy()
            likes.data = (likes.data >= config.liked_from).astype(np.float32)
            likes.eliminate_zeros()
            targets, movies, deciles = split.targets, None, None
            users, lengths = split.users, np.diff(split.histories.indptr)
        else:
            queries = draw_queries(split, config)
            likes = _one_each(queries.movies, split.train.shape[1])
            targets, movies, deciles = queries.targets, queries.movies, queries.deciles
            users, lengths = split.users[queries.rows], np.ones(len(queries.movies))
        yardstick = Yardstick(popularity, targets, likes, features)
        asked = Asked(
            users=users,
            lengths=lengths.astype(np.int64),
            targets=yardstick.targets_,
            deciles=deciles,
            known=popularity.known,
        )
        return cls(split, movies, asked, yardstick)

    def ask(self, model: Recommender, rows: slice) -> IndexArray:
        if self.queries is not None:
            return model.similar(self.queries[rows], N_LISTED).indices
        histories, times = self.shown(rows)
        if self.split.candidates is None:
            return model.recommend(histories, N_LISTED, times).indices
        scores = model.score(histories, times).copy()
        scores[:, ~self.split.candidates] = -np.inf
        return top_n(scores, N_LISTED).indices

    def shown(self, rows: slice) -> tuple[RatingMatrix, TimeMatrix | None]:
        times = self.split.history_times
        return self.split.histories[rows], None if times is None else times[rows]

    def report(self, task: Task, rows: tuple[Row, ...], config: EvaluationConfig) -> Report:
        return Report(
            task=task,
            split=self.split.name,
            part=self.split.part,
            asked=self.asked,
            rows=rows,
            n_folds=1,
            n_train_users=self.split.train.shape[0],
            config=config.model_dump(),
        )


def _measure(
    name: str,
    make: Maker,
    questions: _Questions,
    features: MovieFeatures | None,
    config: EvaluationConfig,
) -> Row:
    split, yardstick = questions.split, questions.yardstick
    started = time.perf_counter()
    model = make().fit(split.train, features, times=split.train_times, rng=config.seed)
    fit_seconds = time.perf_counter() - started
    n_lists = len(questions.asked.users)
    exposure = np.zeros(split.train.shape[1], dtype=np.int64)
    parts: list[dict[str, Values]] = []
    found: list[npt.NDArray[np.int64]] = []
    serve_seconds = 0.0
    for start in range(0, n_lists, BATCH_ROWS):
        rows = slice(start, start + BATCH_ROWS)
        started = time.perf_counter()
        lists = questions.ask(model, rows)
        serve_seconds += time.perf_counter() - started
        parts.append(yardstick.measure(lists, rows))
        found.append(yardstick.found(lists, rows))
        exposure += yardstick.exposed(lists)
    return Row(
        model=name,
        values={key: np.concatenate([part[key] for part in parts]) for key in parts[0]},
        found=np.concatenate(found),
        exposure=exposure,
        star_errors=_star_errors(model, questions) if questions.queries is None else None,
        fit_seconds=fit_seconds,
        seconds_per_1000=1000 * serve_seconds / n_lists,
        known=questions.asked.known,
    )


def _star_errors(model: Recommender, questions: _Questions) -> Values | None:
    """How far predicted stars are from all that is hidden, ``(n_lists, 3)``."""
    if not (isinstance(model, StarPredictor) and model.predicts_stars):
        return None
    hidden = questions.split.hidden
    errors = np.zeros((hidden.shape[0], 3))
    for start in range(0, len(errors), BATCH_ROWS):
        rows = slice(start, start + BATCH_ROWS)
        stars = model.predict_stars(*questions.shown(rows))
        told = hidden[rows]
        users = np.repeat(np.arange(told.shape[0]), np.diff(told.indptr))
        off = stars[users, told.indices].astype(np.float64) - told.data
        if not np.isfinite(off).all():
            raise DataError(f"{model.name} must predict finite stars.")
        for column, values in enumerate((np.ones(len(off)), np.abs(off), off**2)):
            errors[rows, column] = np.bincount(users, values, minlength=told.shape[0])
    return errors


def _one_each(movies: IndexArray, n_movies: int) -> RatingMatrix:
    rows = np.arange(len(movies) + 1)
    ones = np.ones(len(movies), dtype=np.float32)
    matrix: RatingMatrix = csr_array((ones, movies, rows), (len(movies), n_movies))
    return matrix
