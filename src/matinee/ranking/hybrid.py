"""Candidates from ratings and from facts, and a ranker that adds up what speaks for each.

Two questions, two sums. *What is like this movie?* asks how much more often than by chance the same
people like both, and how alike the two are. *What should I watch next?* asks what stars the ratings
predict, and how well plot, genres, people and tags fit the history.
"""

import itertools
from collections.abc import Sequence

import numpy as np
from pydantic import Field, ValidationError
from scipy.sparse import csr_array

from matinee.errors import ArtifactError
from matinee.models.base import ModelConfig, MovieFeatures, Recommender, top_n
from matinee.models.cold import ColdMap
from matinee.models.content import Content
from matinee.models.lift import Lift
from matinee.models.rated import to_likes
from matinee.models.star_ease import StarEase, StarEaseConfig
from matinee.models.state import State, check_state
from matinee.progress import Progress, silent
from matinee.ranking.blend import Candidates, to_unit
from matinee.ranking.evidence import weigh
from matinee.ranking.learn import N_PARTS, SIGNALS, RankerWeights, learn_weights
from matinee.ranking.signals import FACTS, FactSignals
from matinee.types import BoolArray, FloatArray, IndexArray, RatingMatrix

#: Predicted stars (0 to 1) below which ratings have nothing to say of a movie.
FAINT = 0.003
#: What stars from the cold map count for beside those of ratings: its sum over many likes is large.
COLD_TRUST = np.float32(0.4)
#: What a state holds.
PARTS = ("content", "facts", "stars", "lift", "cold", "weights")


class HybridConfig(ModelConfig):
    """Numbers of :class:`Hybrid`; what a history's signals are worth is learnt."""

    about_similar: float = Field(
        1.1, ge=0, description="Worth of being alike, where movies like a movie are asked for."
    )
    n_rated: int = Field(150, ge=5, description="Candidates that somebody rated.")
    n_fresh: int = Field(50, ge=5, description="Candidates that nobody rated yet.")


class Hybrid(Recommender):
    """Ratings and facts together.

    For a movie i: ``evidence_j = lift_ij + about_similar · likeness_ij``, with the shrunken
    logarithm of :class:`~matinee.models.lift.Lift`. For a history:
    ``evidence_j = sum of w_k signal_kj`` over taste (``ln(stars_j / FAINT)`` of
    :class:`~matinee.models.star_ease.StarEase`) and the facts of
    :class:`~matinee.ranking.signals.FactSignals`, in log-odds. Stars of movies that nobody rated
    come from :class:`~matinee.models.cold.ColdMap`. Without ratings the facts remain.

    Attributes:
        content_: Likeness of movies by their facts.
        facts_: Signals of a history by facts.
        stars_: Stars by ratings, ``None`` while there are none.
        lift_: Movies of the same people, ``None`` while there are no likes.
        cold_: Stars of movies that ``stars_`` does not know, ``None`` while there are no likes.
        weights_: Worth of a history's signals.
    """

    name = "hybrid"
    config_class = HybridConfig
    config: HybridConfig
    needs_ratings = False
    needs_features = True

    content_: Content
    facts_: FactSignals
    stars_: StarEase | None
    lift_: Lift | None
    cold_: ColdMap | None
    weights_: RankerWeights

    @classmethod
    def of(
        cls,
        content: Content,
        facts: FactSignals,
        *,
        stars: StarEase | None = None,
        lift: Lift | None = None,
        cold: ColdMap | None = None,
        weights: RankerWeights | None = None,
        config: HybridConfig | None = None,
    ) -> "Hybrid":
        """Put fitted models together; those of ratings may know fewer movies than ``content``."""
        hybrid = cls(config)
        hybrid.content_, hybrid.facts_ = content, facts
        hybrid.stars_, hybrid.lift_, hybrid.cold_ = stars, lift, cold
        hybrid.weights_ = weights or RankerWeights()
        hybrid.n_movies_ = content.n_movies_
        return hybrid

    def candidates_similar(
        self,
        movie_index: int,
        about: FloatArray | None = None,
        *,
        allowed: BoolArray | None = None,
    ) -> Candidates:
        """Movies that may go with a movie.

        Args:
            movie_index: Position of the movie.
            about: Scores of all movies by text, where the query is not the movie's own vector.
            allowed: Which movies may be candidates, shape ``(n_movies,)``; ``None``: all.
        """
        if about is None:
            index = np.array([movie_index], dtype=np.int32)
            alike = self.content_.score_similar(index)[0]
        else:
            alike = to_unit(about)
        lift = self._lift_of(movie_index)
        told = alike > -np.inf
        worth = np.float32(self.config.about_similar)
        # what speaks for a movie in both ways may be second in each, so the sum names candidates
        both = worth * np.where(told, alike, 0) + lift
        open_to = told | (lift > 0)
        open_to[movie_index] = False
        n = self.config.n_rated + self.config.n_fresh
        indices, usual = _name([(both, open_to, n)], allowed)
        facts = worth * np.where(told[indices], alike[indices], 0)
        return weigh(indices, {"audience": lift[indices], "about": facts}, allowed, usual)

    def candidates_for(
        self,
        history: RatingMatrix,
        *,
        allowed: BoolArray | None = None,
    ) -> Candidates:
        """Movies that may go with a history, none of which is in it.

        Args:
            history: Stars of one user, shape ``(1, n_movies)``.
            allowed: Which movies may be candidates, shape ``(n_movies,)``; ``None``: all.
        """
        indices, usual, signals = self._signals(history, allowed)
        weights = np.array([getattr(self.weights_, name) for name in SIGNALS], dtype=np.float32)
        taste, *facts = (signals * weights).T
        evidence = {"audience": taste, **dict(zip(FACTS, facts, strict=True))}
        if not signals[usual].any() and self.stars_ is not None:
            # nothing speaks for one more than for another: what most have liked goes first
            evidence = {"audience": np.log1p(self._likes()[indices])}
        return weigh(indices, evidence, allowed, usual)

    def evidence_for(self, history: RatingMatrix) -> tuple[IndexArray, FloatArray]:
        """Candidates of one history, and what each signal says of them.

        Args:
            history: Stars, shape ``(1, n_movies)``.

        Returns:
            Positions, shape ``(n,)``, ascending; and signals, shape ``(n, len(SIGNALS))``,
            float32, not yet weighted.
        """
        indices, _, signals = self._signals(history, None)
        return indices, signals

    def _signals(
        self, history: RatingMatrix, allowed: BoolArray | None
    ) -> tuple[IndexArray, BoolArray, FloatArray]:
        """Positions, which of them are candidates without filters, and their signals."""
        open_to = np.ones(self.content_.n_movies_ or 0, dtype=np.bool_)
        open_to[history.indices] = False
        liked = history.indices[history.data >= self.config.liked_from].astype(np.int32)
        # dislikes alone tell what somebody chose, and nothing of what they would like
        stars, rated = self._stars_of(history if len(liked) else _nothing(len(open_to)))
        told = stars > -np.inf
        named = [
            (stars, open_to & told & rated, self.config.n_rated),
            (stars, open_to & told & ~rated, self.config.n_fresh),
        ]
        if len(liked) and stars.max(initial=-np.inf) <= FAINT:
            # nobody rated what this history holds: its facts have to name the candidates
            alike = self.content_.score(history)[0]
            named.append((alike, open_to & (alike > -np.inf), self.config.n_rated))
        indices, usual = _name(named, allowed)
        facts, _ = self.facts_.signals(liked, indices)
        taste = np.log(np.maximum(stars[indices], FAINT) / FAINT)
        columns = [taste, *(facts[name] for name in FACTS)]
        return indices, usual, np.stack(columns, axis=1).astype(np.float32)

    def contributions(
        self, history: RatingMatrix, movie_indices: IndexArray
    ) -> dict[str, FloatArray]:
        """What each shown movie adds to the evidence for each asked one, signal by signal.

        Args:
            history: Stars, shape ``(1, n_movies)``.
            movie_indices: Shape ``(n_asked,)``.

        Returns:
            ``audience`` and all of ``FACTS`` but the genres, which speak of the whole history:
            shape ``(history.nnz, n_asked)``, in the order of ``history.indices``. Columns sum to
            the evidence of :meth:`candidates_for`, but where nothing is liked: then all are 0.
            Taste is a logarithm of a sum, so a movie has the same share of it as of the sum.
        """
        asked = np.asarray(movie_indices, dtype=np.int32)
        is_liked = history.data >= self.config.liked_from
        _, by_movie = self.facts_.signals(history.indices[is_liked].astype(np.int32), asked)
        told: dict[str, FloatArray] = {}
        for name, values in by_movie.items():
            told[name] = np.zeros((history.nnz, len(asked)), dtype=np.float32)
            told[name][is_liked] = getattr(self.weights_, name) * values
        told["audience"] = np.zeros((history.nnz, len(asked)), dtype=np.float32)
        if is_liked.any():
            told["audience"] = self._taste_by_movie(history, asked)
        return told

    def _taste_by_movie(self, history: RatingMatrix, asked: IndexArray) -> FloatArray:
        stars, _ = self._stars_of(history)
        added = np.zeros((history.nnz, len(asked)), dtype=np.float32)
        for model in (self.stars_, self.cold_):
            if model is not None:
                inside, shown = self._inside(history, model)
                mine = np.flatnonzero(asked < (model.n_movies_ or 0))
                added[np.ix_(shown, mine)] += model.contributions(inside, asked[mine])
        taste = self.weights_.taste * np.log(np.maximum(stars[asked], FAINT) / FAINT)
        total = added.sum(axis=0)
        return added * np.where(total > 0, taste / np.where(total > 0, total, 1), 0)

    def _inside(self, history: RatingMatrix, model: Recommender) -> tuple[RatingMatrix, IndexArray]:
        """What a model knows of a history: movies that came after its fit stand last."""
        known = model.n_movies_ or 0
        shown = np.flatnonzero(history.indices < known).astype(np.int32)
        # wider positions would have every weight of the model converted to theirs
        places, starts = history.indices[shown].astype(np.int32), np.array([0, len(shown)], "i4")
        inside: RatingMatrix = csr_array((history.data[shown], places, starts), shape=(1, known))
        return inside, shown

    def _stars_of(self, history: RatingMatrix) -> tuple[FloatArray, BoolArray]:
        """Predicted stars, ``-inf`` where nothing is known, and whether ratings say so."""
        stars = np.full(history.shape[1], -np.inf, dtype=np.float32)
        if self.cold_ is not None:
            known = COLD_TRUST * self.cold_.score(self._inside(history, self.cold_)[0])[0]
            stars[: len(known)] = known
        rated = np.zeros(len(stars), dtype=np.bool_)
        if self.stars_ is not None:
            known = self.stars_.score(self._inside(history, self.stars_)[0])[0]
            np.greater(known, -np.inf, out=rated[: len(known)])
            np.copyto(stars[: len(known)], known, where=rated[: len(known)])
        return stars, rated

    def _lift_of(self, movie_index: int) -> FloatArray:
        lift = np.zeros(self.content_.n_movies_ or 0, dtype=np.float32)
        if self.lift_ is not None and movie_index < (self.lift_.n_movies_ or 0):
            known = self.lift_.score_similar(np.array([movie_index], dtype=np.int32))[0]
            lift[: len(known)] = np.maximum(known, 0)
        return lift

    def _likes(self) -> FloatArray:
        likes = np.zeros(self.n_movies_ or 0, dtype=np.float32)
        if self.stars_ is not None:
            likes[self.stars_.columns_] = self.stars_.likes_
        return likes

    def _spread(self, candidates: list[Candidates]) -> FloatArray:
        scores = np.full((len(candidates), self.n_movies_ or 0), -np.inf, dtype=np.float32)
        for row, found in zip(scores, candidates, strict=True):
            row[found.indices] = found.relevance
        return scores

    def _fit(
        self,
        matrix: RatingMatrix,
        features: MovieFeatures | None,
        progress: Progress,
        rng: np.random.Generator,
    ) -> None:
        assert features is not None  # noqa: S101 - needs_features, checked by fit
        likes = to_likes(matrix, self.config.liked_from)
        counts = np.bincount(likes.indices, minlength=matrix.shape[1])
        self.content_ = Content().fit(matrix, features, progress=progress, rng=rng)
        self.facts_ = FactSignals.of(features, counts)
        self.stars_ = StarEase().fit(matrix, progress=progress) if matrix.nnz else None
        self.lift_ = Lift().fit(matrix, progress=progress) if likes.nnz else None
        self.cold_ = self._fit_cold(matrix, features, progress) if likes.nnz else None

        self.weights_ = learn_ranker(
            matrix, self.content_, self.facts_, self.config, progress=progress, rng=rng
        )

    def _fit_cold(
        self, matrix: RatingMatrix, features: MovieFeatures, progress: Progress
    ) -> ColdMap:
        cold = ColdMap().fit(matrix, features, progress=progress)
        unrated = np.bincount(matrix.indices, minlength=matrix.shape[1]) == 0
        return cold.only(unrated)

    def _score(self, histories: RatingMatrix) -> FloatArray:
        rows = range(histories.shape[0])
        return self._spread([self.candidates_for(histories[[row]]) for row in rows])

    def _score_similar(self, movie_indices: IndexArray) -> FloatArray:
        return self._spread([self.candidates_similar(int(index)) for index in movie_indices])

    def _state(self) -> dict[str, np.ndarray]:
        weights = [getattr(self.weights_, name) for name in SIGNALS]
        parts = {"content": self.content_.state(), "facts": self.facts_.state()}
        if self.stars_ is not None:
            parts["stars"] = self.stars_.state()
        if self.lift_ is not None:
            parts["lift"] = self.lift_.state()
        if self.cold_ is not None:
            parts["cold"] = self.cold_.state()
        state = {
            f"{part}.{key}": array for part, own in parts.items() for key, array in own.items()
        }
        return {**state, "weights": np.array(weights, dtype=np.float64)}

    def _load_state(self, state: State, n_movies: int) -> None:
        parts: dict[str, dict[str, np.ndarray]] = {}
        for key, array in state.items():
            part, _, rest = key.partition(".")
            parts.setdefault(part, {})[rest] = array
        if not {"content", "facts", "weights"} <= set(parts) <= set(PARTS):
            raise ArtifactError(
                f"state of hybrid must hold {', '.join(PARTS)} only, not {sorted(parts)}."
            )
        check_state(self.name, parts["weights"], {"": (np.float64, (len(SIGNALS),))})
        weights = dict(zip(SIGNALS, parts["weights"][""].tolist(), strict=True))
        try:
            self.weights_ = RankerWeights.model_validate(weights)
        except ValidationError as error:
            raise ArtifactError("weights of hybrid must be at least 0; train it again.") from error
        self.content_ = Content().load_state(parts["content"])
        self.facts_ = FactSignals.load(parts["facts"], n_movies)
        self.stars_ = StarEase().load_state(parts["stars"]) if "stars" in parts else None
        self.lift_ = Lift().load_state(parts["lift"]) if "lift" in parts else None
        self.cold_ = ColdMap().load_state(parts["cold"]) if "cold" in parts else None
        known = [part.n_movies_ or 0 for part in (self.stars_, self.lift_, self.cold_) if part]
        if self.content_.n_movies_ != n_movies or max(known, default=0) > n_movies:
            raise ArtifactError(f"parts of hybrid must know {n_movies} movies; train it again.")


def learn_ranker(
    matrix: RatingMatrix,
    content: Content,
    facts: FactSignals,
    config: HybridConfig | None = None,
    *,
    stars: StarEaseConfig | None = None,
    progress: Progress = silent,
    rng: int | np.random.Generator | None = 0,
) -> RankerWeights:
    """What a history's signals are worth, on users whose likes were hidden from the models.

    Args:
        matrix: Stars, shape ``(n_users, n_movies)``.
        content: Fitted on the features of the same movies.
        facts: Of the same features.
        config: Stars from which a rating is a like, and how many candidates there are.
        stars: Of the model of stars that will be served.
        progress: Told of each fit.
        rng: Seed or generator that hides the likes.
    """
    config = config or HybridConfig()
    fits = itertools.count(1)

    def fit_on(part: RatingMatrix) -> Hybrid:
        progress("hybrid: learn weights", next(fits), N_PARTS + 1)
        return Hybrid.of(content, facts, stars=StarEase(stars).fit(part), config=config)

    return learn_weights(matrix, fit_on, config.liked_from, np.random.default_rng(rng))


def _nothing(n_movies: int) -> RatingMatrix:
    nowhere, starts = np.zeros(0, dtype=np.int32), np.zeros(2, dtype=np.int32)
    return csr_array((np.zeros(0, dtype=np.float32), nowhere, starts), shape=(1, n_movies))


def _name(
    sources: Sequence[tuple[FloatArray, BoolArray, int]], allowed: BoolArray | None
) -> tuple[IndexArray, BoolArray]:
    """The best of several sources, of all movies and of those that are allowed.

    Returns:
        Positions, ascending, and which of them are among the best of all.
    """
    usual = np.unique(np.concatenate([_best(*source) for source in sources]))
    if allowed is None:
        return usual, np.ones(len(usual), dtype=np.bool_)
    further = [_best(scores, open_to & allowed, n) for scores, open_to, n in sources]
    names: IndexArray = np.unique(np.concatenate([usual, *further]))
    return names, np.isin(names, usual)


def _best(scores: FloatArray, open_to: BoolArray, n: int) -> IndexArray:
    """Positions of the ``n`` largest among those that are open."""
    places = np.flatnonzero(open_to)
    found = top_n(scores[places][None], n).indices[0]
    best: IndexArray = places[found[found >= 0]].astype(np.int32)
    return best
