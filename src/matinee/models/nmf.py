"""Non-negative matrix factorisation: likes as sums of a few parts."""

import warnings
from importlib import import_module

import numpy as np
from pydantic import Field

from matinee.models.base import ModelConfig
from matinee.models.rated import RatedRecommender
from matinee.models.state import Layout, State
from matinee.progress import Progress
from matinee.types import FloatArray, IndexArray, RatingMatrix


class NmfConfig(ModelConfig):
    """Hyperparameters of :class:`Nmf`."""

    n_components: int = Field(50, ge=1, description="Parts; 10 is the classic demonstration.")
    epochs: int = Field(200, ge=1, description="Sweeps at most.")


class Nmf(RatedRecommender):
    """Explains every user as a non-negative mixture of parts, every part as a list of movies.

    Formula: ``X ≈ W H`` with ``W, H >= 0`` by coordinate descent. A history is folded in with the
    parts fixed, ``w = argmin |x - w H|²`` over ``w >= 0``, and ``score = w H``, so a new user
    needs no training. Similar movies are ordered by the cosine of their columns of H, each part
    scaled to the size it has in the data: without that, a few parts drown the others and the
    similar movies of 50 parts are worse by a third. It stays a weak way, because parts are wide.
    Cost: the fit is ``n_components`` times the number of likes a sweep; serving holds
    ``4 n_components`` bytes for each movie.

    Attributes:
        parts_: H, shape ``(n_parts, n_known)``, float32, >= 0; parts that came out empty are
            left out, so there may be fewer than ``n_components``.

    Source:
        Lee & Seung, Nature 401, 1999; scikit-learn's coordinate descent (Cichocki & Phan 2009).
    """

    name = "nmf"
    config_class = NmfConfig
    config: NmfConfig
    parts_: FloatArray

    def _fit_likes(self, likes: RatingMatrix, progress: Progress, rng: np.random.Generator) -> None:
        # late: large, and serving has no need of it
        decomposition = import_module("sklearn.decomposition")
        progress("nmf", 0, 1)
        model = decomposition.NMF(
            n_components=min(self.config.n_components, *likes.shape),
            init="nndsvda",
            max_iter=self.config.epochs,
            random_state=int(rng.integers(2**31)),
        )
        # where the fit is perfect, rounding makes its error the root of a negative number
        with warnings.catch_warnings(), np.errstate(invalid="ignore"):
            # the last digits of the parts do not change a ranking
            warnings.filterwarnings("ignore", message="Maximum number of iterations")
            mixtures = model.fit_transform(likes)
        # how a part's size is shared between W and H is arbitrary; cosines of H depend on it
        sizes = np.linalg.norm(mixtures, axis=0)
        parts = model.components_ * sizes[:, None]
        self.parts_ = parts[parts.any(axis=1)].astype(np.float32)
        progress("nmf", 1, 1)

    def _score_likes(self, likes: RatingMatrix) -> FloatArray:
        return self.fold_in(likes) @ self.parts_

    def fold_in(self, likes: RatingMatrix) -> FloatArray:
        """Mixtures of parts that come nearest to histories.

        Args:
            likes: Binary, shape ``(batch, n_known)``.

        Returns:
            Shape ``(batch, n_components)``, float32, >= 0.
        """
        parts = self.parts_.astype(np.float64)
        gram = parts @ parts.T
        # late: 19 MB that only those who ask this model have to pay
        nnls = import_module("scipy.optimize").nnls
        # |x - w H|² is |a - w L|² and a constant, L Lᵀ = H Hᵀ: as small as the number of parts
        ridge = 1e-9 * max(np.trace(gram), 1e-9)
        factor = np.linalg.cholesky(gram + ridge * np.eye(len(gram)))
        aims = np.linalg.solve(factor, np.asarray(likes @ parts.T).T).T
        mixtures = np.zeros((likes.shape[0], len(gram)), dtype=np.float32)
        for row, aim in enumerate(aims):
            mixtures[row] = nnls(factor.T, aim, maxiter=30 * len(gram))[0]
        return mixtures

    def _score_links(self, places: IndexArray) -> FloatArray:
        lengths = np.maximum(np.linalg.norm(self.parts_, axis=0), np.finfo(np.float32).tiny)
        directions = self.parts_ / lengths
        result: FloatArray = directions[:, places].T @ directions
        return result

    def _learnt(self) -> dict[str, np.ndarray]:
        return {"parts": self.parts_}

    def _layouts(self, n_known: int) -> dict[str, Layout]:
        return {"parts": (np.float32, (-1, n_known))}

    def _load_learnt(self, state: State, n_known: int) -> None:  # noqa: ARG002 - in the layout
        self.parts_ = state["parts"]
