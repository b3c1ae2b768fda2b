"""Candidates from text and from ratings, on one scale, blended.

Ratings know what goes together for the same people but are silent about movies that nobody rated;
text knows every movie. Item-to-item NMF, the classic choice, is worse than popularity here, so the
ratings' half is EASE.
"""

from collections.abc import Mapping

import numpy as np
from pydantic import Field

from matinee.errors import ArtifactError
from matinee.models.base import ModelConfig, MovieFeatures, Recommender
from matinee.models.content import Content
from matinee.models.ease import Ease
from matinee.models.state import State
from matinee.progress import Progress
from matinee.ranking.blend import Candidates, gather
from matinee.types import BoolArray, FloatArray, IndexArray, RatingMatrix, TimeMatrix


class HybridConfig(ModelConfig):
    """Weights of :class:`Hybrid`."""

    about_similar: float = Field(
        0.65, ge=0, le=1, description="Weight of text where movies like a movie are asked for."
    )
    about_user: float = Field(
        0.1, ge=0, le=1, description="Weight of text where a user's next movies are asked for."
    )
    n_candidates: int = Field(200, ge=5, description="Movies that each model may name.")


class Hybrid(Recommender):
    """Text and ratings together.

    Attributes:
        content_: The model of the text.
        ratings_: The model of the ratings, ``None`` while there are none.
    """

    name = "hybrid"
    config_class = HybridConfig
    config: HybridConfig
    needs_ratings = False
    needs_features = True

    content_: Content
    ratings_: Recommender | None

    @classmethod
    def of(
        cls, content: Content, ratings: Recommender | None, config: HybridConfig | None = None
    ) -> "Hybrid":
        """Put fitted models together; ``ratings`` may know fewer movies than ``content``."""
        hybrid = cls(config)
        hybrid.content_, hybrid.ratings_ = content, ratings
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
        index = np.array([movie_index], dtype=np.int32)
        signals = {"about": self.content_.score_similar(index)[0] if about is None else about}
        if self.ratings_ is not None and movie_index < (self.ratings_.n_movies_ or 0):
            signals["audience"] = self._padded(self.ratings_.score_similar(index))[0]
        return self._gather(signals, self.config.about_similar, [movie_index], allowed)

    def candidates_for(
        self,
        history: RatingMatrix,
        times: TimeMatrix | None = None,
        *,
        allowed: BoolArray | None = None,
    ) -> Candidates:
        """Movies that may go with a history, none of which is in it.

        Args:
            history: Stars of one user, shape ``(1, n_movies)``.
            times: When each was given, in the places of ``history``; ``None``: not known.
            allowed: Which movies may be candidates, shape ``(n_movies,)``; ``None``: all.
        """
        signals = {"about": self.content_.score(history)[0]}
        if self.ratings_ is not None:
            known = self.ratings_.n_movies_ or 0
            # columns of movies that came after the ratings' model was fitted stand last
            told = None if times is None else times[:, :known]
            signals["audience"] = self._padded(self.ratings_.score(history[:, :known], told))[0]
        return self._gather(signals, self.config.about_user, history.indices.tolist(), allowed)

    def _gather(
        self,
        signals: Mapping[str, FloatArray],
        about: float,
        exclude: list[int],
        allowed: BoolArray | None = None,
    ) -> Candidates:
        weights = {"about": about, "audience": 1 - about}
        n = self.config.n_candidates
        return gather(signals, weights, n, exclude=exclude, allowed=allowed)

    def _padded(self, scores: FloatArray) -> FloatArray:
        # movies that came after the ratings' model was fitted stand last, and it knows none of them
        missing = (self.n_movies_ or 0) - scores.shape[1]
        return np.pad(scores, ((0, 0), (0, missing)), constant_values=-np.inf)

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
        self.n_movies_ = matrix.shape[1]
        self.content_ = Content().fit(matrix, features, progress=progress, rng=rng)
        self.ratings_ = Ease().fit(matrix, progress=progress, rng=rng) if matrix.nnz else None

    def _score(self, histories: RatingMatrix) -> FloatArray:
        rows = range(histories.shape[0])
        return self._spread([self.candidates_for(histories[[row]]) for row in rows])

    def _score_similar(self, movie_indices: IndexArray) -> FloatArray:
        return self._spread([self.candidates_similar(int(index)) for index in movie_indices])

    def _state(self) -> dict[str, np.ndarray]:
        state = {f"content.{key}": value for key, value in self.content_.state().items()}
        if self.ratings_ is not None:
            state |= {f"ratings.{key}": value for key, value in self.ratings_.state().items()}
        return state

    def _load_state(self, state: State, n_movies: int) -> None:  # noqa: ARG002  (parts check)
        def part(prefix: str) -> dict[str, np.ndarray]:
            cut = len(prefix)
            return {key[cut:]: value for key, value in state.items() if key.startswith(prefix)}

        content, ratings = part("content."), part("ratings.")
        if len(content) + len(ratings) != len(state):
            raise ArtifactError(
                f"state of hybrid must hold content.* and ratings.* only, not {sorted(state)}."
            )
        self.content_ = Content().load_state(content)
        self.ratings_ = Ease().load_state(ratings) if ratings else None
