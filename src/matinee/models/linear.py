"""What the models have in common whose score is a sum over the shown movies."""

import numpy as np

from matinee.errors import DataError
from matinee.models.rated import RatedRecommender
from matinee.models.state import Layout, State, from_arrays, sparse_layouts, to_arrays
from matinee.types import FloatArray, IndexArray, RatingMatrix, TimeMatrix


class LinearRecommender(RatedRecommender):
    """A recommender with a weight for each pair of movies: ``score = x B``.

    Because nothing else enters, a score comes apart without remainder into what each shown movie
    adds to it: :meth:`contributions`.

    Attributes:
        weights_: B, shape ``(n_known, n_known)``, sparse; row: a shown movie, column: a candidate.
    """

    weights_: RatingMatrix

    def contributions(
        self,
        history: RatingMatrix,
        movie_indices: IndexArray,
        times: TimeMatrix | None = None,
    ) -> FloatArray:
        """How much each shown movie adds to the score of each asked one.

        The column sums are :meth:`score` of the asked movies, but for what breaks ties (at most
        :data:`~matinee.models.rated.TIE_BREAK`) and for movies that score ``-inf``: theirs are 0.

        Args:
            history: Stars, shape ``(1, n_movies)``.
            movie_indices: Shape ``(n_asked,)``, positions in the catalogue.
            times: When each was given, in the places of ``history``; ``None``: not known.

        Returns:
            Shape ``(history.nnz, n_asked)``, float32, in the order of ``history.indices``; 0 for
            what the model makes nothing of, such as a rating that is no like.

        Raises:
            NotFittedError: Nothing was learnt yet.
            DataError: There is more than one history, or a position outside the catalogue.
        """
        asked = self._asked_of_one(history, movie_indices)
        if times is not None and not np.array_equal(times.indices, history.indices):
            raise DataError("times must have an entry for each rating, in the same places.")
        shown_at, _ = self._find(history.indices)
        asked_at, wanted = self._find(asked)
        known, moments = history[:, self.columns_], None
        if times is not None:
            moments = times[:, self.columns_]
        result = np.zeros((history.nnz, len(asked)), dtype=np.float32)
        result[np.ix_(shown_at, asked_at)] = self._parts(known, moments, wanted)
        return result

    def _find(self, movies: IndexArray) -> tuple[IndexArray, IndexArray]:
        """Which of the movies are known, and where among the known ones they are."""
        places = np.minimum(np.searchsorted(self.columns_, movies), len(self.columns_) - 1)
        known = np.flatnonzero(self.columns_[places] == movies)
        return known.astype(np.int32), places[known].astype(np.int32)

    def _parts(
        self, history: RatingMatrix, times: TimeMatrix | None, asked: IndexArray
    ) -> FloatArray:
        """Contributions of one history's entries, ``(nnz, n_asked)``, known columns only."""
        strengths = self._strengths(history, times)
        parts: FloatArray = strengths[:, None] * self._between(history.indices, asked)
        return parts

    def _strengths(
        self,
        history: RatingMatrix,
        times: TimeMatrix | None,  # noqa: ARG002 - for models that go by time
    ) -> FloatArray:
        """What each entry of one history counts, shape ``(nnz,)``."""
        return (history.data >= self.config.liked_from).astype(np.float32)

    def _between(self, shown: IndexArray, asked: IndexArray) -> FloatArray:
        """Weights from shown to asked movies, shape ``(n_shown, n_asked)``."""
        return self.weights_[shown][:, asked].toarray()

    def _score_likes(self, likes: RatingMatrix) -> FloatArray:
        return (likes @ self.weights_).toarray()

    def _score_links(self, places: IndexArray) -> FloatArray:
        return self.weights_[places].toarray()

    def _learnt(self) -> dict[str, np.ndarray]:
        return to_arrays(self.weights_)

    def _layouts(self, n_known: int) -> dict[str, Layout]:
        return sparse_layouts(n_known)

    def _load_learnt(self, state: State, n_known: int) -> None:
        self.weights_ = from_arrays(self.name, state, n_known)
