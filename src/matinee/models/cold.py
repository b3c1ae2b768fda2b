"""A bridge from what movies are to who likes them, for movies that nobody rated yet."""

import numpy as np
from pydantic import Field
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array, diags_array

from matinee.errors import DataError
from matinee.models.base import ModelConfig, MovieFeatures, Recommender
from matinee.models.content import Content
from matinee.models.feature_space import FeatureSpace, SpaceWeights
from matinee.models.neighbours import BLOCK_ROWS, keep_strongest, stack
from matinee.models.precision import precision
from matinee.models.rated import TIE_BREAK, to_likes
from matinee.models.state import State, check_state, from_arrays, sparse_layouts, to_arrays
from matinee.progress import Progress
from matinee.types import BoolArray, FloatArray, IndexArray, RatingMatrix


class ColdMapConfig(ModelConfig):
    """Hyperparameters of :class:`ColdMap`."""

    link_reg: float = Field(400.0, gt=0, description="Ridge penalty of the links that are mapped.")
    own: float = Field(0.4, ge=0, description="What a liked movie adds to its own mapped score.")
    reg: float = Field(40.0, gt=0, description="Ridge penalty of the map from features.")
    likeness: float = Field(
        0.3, ge=0, description="Spread of plain likeness of content against that of the map."
    )
    max_movies: int = Field(
        4500, ge=1, description="Most liked movies that the map learns from; more gain little."
    )
    k: int = Field(400, ge=1, description="Weights that are kept of each candidate.")
    space: SpaceWeights = Field(
        default_factory=SpaceWeights, description="What makes two movies near each other."
    )


class ColdMap(Recommender):
    """Predicts who likes a movie from its features alone, so a new movie takes part.

    Formula: EASE links ``B`` among the liked movies R tell how much each user likes a warm movie,
    ``x (B + own I)``. A kernel ridge regression carries that over to any movie by what it is:
    ``A = (K_RR + reg I)⁻¹ K_R·``, so ``score = x M`` with
    ``M = (B + own I) A + C``, where ``C`` is :class:`Content`'s likeness, brought to the spread
    of the map times ``likeness``. The features with the critics' figures predict popularity as
    well, which is most of what likeness lacks.
    Of each candidate's column of M the ``k`` weights farthest from zero are kept.
    What a movie's own ratings say plays no part in its score: a blend leaves that to other models.
    A history without likes is answered by predicted popularity; where nobody likes anything,
    likeness is all there is. Similar movies are those that the same liked movies speak for, the
    cosine of columns of M. Movies without any features score ``-inf``.
    Cost: ``r³`` and ``2 r² n`` operations at fitting, for r = ``max_movies`` and n movies; serving
    holds ``16 k`` bytes for each movie and reads the rows of the liked ones.

    Attributes:
        weights_: M, shape ``(n_movies, n_movies)``, sparse; row: a liked movie, column: any movie.
        expected_: Predicted logarithm of one more than the likes, shape ``(n_movies,)``, float32.
        told_: Whether any feature of a movie is known, 0 or 1, shape ``(n_movies,)``, float32.

    Source:
        Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019, for B; the map is
        the attribute-to-feature mapping of Gantner et al., ICDM 2010, with a kernel.
    """

    name = "cold"
    config_class = ColdMapConfig
    config: ColdMapConfig
    needs_ratings = False
    needs_features = True
    weights_: RatingMatrix
    expected_: FloatArray
    told_: FloatArray

    def _fit(
        self,
        matrix: RatingMatrix,
        features: MovieFeatures | None,
        progress: Progress,
        rng: np.random.Generator,  # noqa: ARG002 - nothing is drawn
    ) -> None:
        if features is None:
            raise DataError(f"{self.name} needs features of the movies.")
        likes = to_likes(matrix, self.config.liked_from)
        counts = np.bincount(likes.indices, minlength=matrix.shape[1])
        space = FeatureSpace.of(features, self.config.space)
        most_liked = np.argsort(-counts, kind="stable")[: self.config.max_movies]
        useful = (counts > 0)[most_liked] & space.told[most_liked]
        warm: IndexArray = np.sort(most_liked[useful]).astype(np.int32)
        links, expected = self._learn(likes, warm, space, np.log1p(counts), progress)
        likeness = _Likeness(Content().fit(matrix, features))
        n = matrix.shape[1]
        some = np.unique(np.linspace(0, max(n - 1, 0), min(n, BLOCK_ROWS)).astype(np.int32))
        scale = _relative_spread(space.kernel(some, warm) @ links.T, likeness.of(some)[:, warm])
        self.expected_ = np.zeros(n, dtype=np.float32)
        blocks: list[RatingMatrix] = []
        for start in range(0, n, BLOCK_ROWS):
            block: IndexArray = np.arange(start, min(start + BLOCK_ROWS, n), dtype=np.int32)
            near = space.kernel(block, warm)
            self.expected_[block] = near @ expected
            rows = likeness.of(block)
            rows *= np.float32(self.config.likeness * scale)
            rows[:, warm] += near @ links.T
            rows[np.arange(len(block)), block] = 0
            blocks.append(self._strongest(rows, warm))
            progress("cold: weights", int(block[-1]) + 1, n)
        by_candidate = stack(blocks) if blocks else csr_array((n, n), dtype=np.float32)
        self.weights_ = csr_array(by_candidate.T.tocsr())
        self.told_ = space.told.astype(np.float32)
        self._measure()

    def _learn(
        self,
        likes: RatingMatrix,
        warm: IndexArray,
        space: FeatureSpace,
        targets: FloatArray,
        progress: Progress,
    ) -> tuple[FloatArray, FloatArray]:
        """``(B + own I) (K_RR + reg I)⁻¹`` and the row for ``targets``: what ``K_R·`` is put to."""
        n = len(warm)
        if not n:
            return np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=np.float32)
        penalties = np.full(n, self.config.link_reg, dtype=np.float32)
        diagonal, rows = precision(csr_array(likes[:, warm]), penalties, self.name, progress)
        links = np.empty((n, n), dtype=np.float32)
        for start, block in rows:
            links[start : start + len(block)] = block / -diagonal
        links[np.diag_indices(n)] = self.config.own
        near = space.kernel(warm, warm)
        near[np.diag_indices(n)] += self.config.reg
        factor = cho_factor(near, lower=True, overwrite_a=True, check_finite=False)
        mapped: FloatArray = cho_solve(factor, links.T, check_finite=False).T
        expected: FloatArray = cho_solve(factor, targets[warm], check_finite=False)
        return mapped.astype(np.float32, copy=False), expected.astype(np.float32)

    def _strongest(self, rows: FloatArray, warm: IndexArray) -> RatingMatrix:
        """The strongest weights of each candidate, a row each."""
        others = np.setdiff1d(np.arange(rows.shape[1], dtype=np.int32), warm)
        # movies that nothing was learnt of get places of their own: their weights are likeness
        # alone, and many small ones would push out those that were learnt
        kept = [
            _spread(keep_strongest(rows[:, some], k), some, rows.shape[1])
            for some, k in ((warm, self.config.k), (others, max(self.config.k // 8, 1)))
        ]
        return csr_array(kept[0] + kept[1])

    def _score(self, histories: RatingMatrix) -> FloatArray:
        likes = to_likes(histories, self.config.liked_from)
        # what everybody starts from: ties go to what will be popular, what is unknown drops out
        start = TIE_BREAK * self.expected_ / max(np.abs(self.expected_).max(initial=0), 1)
        start = np.where(self.told_ > 0, start, -np.inf).astype(np.float32)
        scores: FloatArray = np.repeat(start[None], likes.shape[0], axis=0)
        weights, bounds = self.weights_, self.weights_.indptr
        # row by row: a sparse product looks through the whole of M before it starts
        for row, movie in zip(*likes.nonzero(), strict=True):
            some = slice(bounds[movie], bounds[movie + 1])
            scores[row, weights.indices[some]] += weights.data[some]
        return scores

    def _score_similar(self, movie_indices: IndexArray) -> FloatArray:
        speak: RatingMatrix = csr_array(self.weights_[:, movie_indices].T)
        scores: FloatArray = (speak @ self.weights_).toarray()
        scores /= self._lengths[movie_indices, None] * self._lengths
        scores[:, self.told_ == 0] = -np.inf
        scores[self.told_[movie_indices] == 0] = -np.inf
        return scores.astype(np.float32, copy=False)

    def contributions(self, history: RatingMatrix, movie_indices: IndexArray) -> FloatArray:
        """How much each shown movie adds to the score of each asked one.

        The column sums are :meth:`score` of the asked movies, but for what breaks ties.

        Args:
            history: Stars, shape ``(1, n_movies)``.
            movie_indices: Shape ``(n_asked,)``, positions in the catalogue.

        Returns:
            Shape ``(history.nnz, n_asked)``, float32, in the order of ``history.indices``; 0 for
            a rating that is no like.

        Raises:
            NotFittedError: Nothing was learnt yet.
            DataError: There is more than one history, or a position outside the catalogue.
        """
        asked = self._asked_of_one(history, movie_indices)
        liked = (history.data >= self.config.liked_from).astype(np.float32)
        weights: FloatArray = self.weights_[history.indices][:, asked].toarray()
        return liked[:, None] * weights

    def only(self, movies: BoolArray) -> "ColdMap":
        """The same for these movies alone; it knows nothing of the others and takes less memory.

        Args:
            movies: Which ones, shape ``(n_movies,)``.
        """
        self._check()
        cut = ColdMap(self.config)
        cut.weights_ = csr_array(self.weights_ @ diags_array(movies.astype(np.float32)))
        cut.weights_.eliminate_zeros()
        cut.expected_, cut.told_ = self.expected_, self.told_ * movies
        cut.n_movies_ = self.n_movies_
        cut._measure()
        return cut

    def _measure(self) -> None:
        squares = np.bincount(
            self.weights_.indices, self.weights_.data**2, minlength=self.weights_.shape[1]
        )
        lengths = np.sqrt(squares).astype(np.float32)
        self._lengths: FloatArray = np.where(lengths > 0, lengths, 1).astype(np.float32)

    def _state(self) -> dict[str, np.ndarray]:
        return {**to_arrays(self.weights_), "expected": self.expected_, "told": self.told_}

    def _load_state(self, state: State, n_movies: int) -> None:
        layouts = sparse_layouts(n_movies)
        layouts |= {"expected": (np.float32, (n_movies,)), "told": (np.float32, (n_movies,))}
        check_state(self.name, state, layouts)
        self.weights_ = from_arrays(self.name, state, n_movies)
        self.expected_, self.told_ = state["expected"], state["told"]
        self._measure()


def _spread(matrix: RatingMatrix, columns: IndexArray, n_columns: int) -> RatingMatrix:
    """The same entries where column ``i`` becomes ``columns[i]``."""
    places = columns[matrix.indices].astype(np.int32)
    return csr_array((matrix.data, places, matrix.indptr), shape=(matrix.shape[0], n_columns))


class _Likeness:
    """Likeness of content between a few movies and all, faster than one query at a time."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._by_label: RatingMatrix = csr_array(content.labels_.T.tocsr())

    def of(self, rows: IndexArray) -> FloatArray:
        """Shape ``(len(rows), n_movies)``, float32; 0 where one of the two has no text."""
        content = self._content
        found: FloatArray = content.vectors_[rows] @ content.vectors_.T
        found += (content.labels_[rows] @ self._by_label).toarray()
        found[:, ~content.told_] = 0
        found[~content.told_[rows]] = 0
        return found


def _relative_spread(learnt: FloatArray, likeness: FloatArray) -> float:
    """How many times as far as likeness the learnt weights of one movie lie apart."""
    if not learnt.size:
        return 1.0
    apart = float(likeness.std(axis=0).mean())
    return float(learnt.std(axis=0).mean()) / apart if apart > 0 else 1.0
