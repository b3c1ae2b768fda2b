"""Features of movies as points, and how near two of them are: the kernel of content models."""

import math
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from scipy.sparse import csr_array, diags_array, hstack

from matinee.models.base import MovieFeatures
from matinee.types import BoolArray, FloatArray, IndexArray, SparseMatrix

#: Middles of the decades that a year is told by, and how far each reaches.
DECADES, DECADE_YEARS = np.arange(1920, 2030, 10), 8.0


class SpaceWeights(BaseModel):
    """Lengths of the parts of a point: their squares weigh against each other.

    Chosen on validation users and validation movies of ml-100k and ml-latest-small together;
    half or double of one changes little.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: float = Field(2.5, ge=0, description="Length of the text's vector.")
    genres: float = Field(0.5, ge=0, description="Length of the genres.")
    tags: float = Field(1.5, ge=0, description="Length of the tags, rare ones more.")
    people: float = Field(1.0, ge=0, description="Length of directors and cast, rare ones more.")
    year: float = Field(2.0, ge=0, description="Length of the decades.")
    critics: float = Field(1.0, ge=0, description="Units of a spread of a critics' figure.")
    base: float = Field(3.0, ge=0, description="What all movies have in common.")
    bend: float = Field(2.0, ge=0, description="Share of nearness against straight products.")
    width: float = Field(0.5, gt=0, description="How far nearness reaches, in typical lengths.")


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """Movies as points.

    Attributes:
        dense: Shape ``(n_movies, n_dense)``, float32.
        labels: Tags and people, shape ``(n_movies, n_labels)``, float32.
        squares: Squared length of each point, float32.
        unit: The typical one of them, above 0.
        told: Whether anything at all is known of a movie.
        weights: What the space was made with.
    """

    dense: FloatArray
    labels: SparseMatrix
    squares: FloatArray
    unit: float
    told: BoolArray
    weights: SpaceWeights

    @classmethod
    def of(cls, features: MovieFeatures, weights: SpaceWeights) -> "FeatureSpace":
        """Points of all movies: each part centred or weighed by rarity, then of its length."""
        n = len(features.vectors)
        has_text = np.any(features.vectors != 0, axis=1)
        texts = features.vectors.astype(np.float32, copy=True)
        if has_text.sum() > 1:
            texts[has_text] -= texts[has_text].mean(axis=0)
        parts = [
            _unit_rows(texts) * np.float32(weights.text),
            _unit_rows(features.genres) * np.float32(weights.genres),
            _decades(features.years) * np.float32(weights.year),
            np.full((n, 1), weights.base, dtype=np.float32),
        ]
        if features.critics is not None:
            parts.append(_standard(features.critics) * np.float32(weights.critics))
        nothing: SparseMatrix = csr_array(np.zeros((n, 1), dtype=np.float32))
        sparse = [nothing]
        for labels, weight in ((features.tags, weights.tags), (features.people, weights.people)):
            if labels is not None:
                sparse.append(rare_unit_rows(labels, weight))
        dense = np.hstack(parts).astype(np.float32, copy=False)
        joined: SparseMatrix = csr_array(hstack(sparse, format="csr", dtype=np.float32))
        squares = np.einsum("ij,ij->i", dense, dense) + _row_squares(joined)
        told = has_text | features.genres.any(axis=1) | np.isfinite(features.years)
        told |= np.diff(joined.indptr) > 0
        if features.critics is not None:
            told |= np.isfinite(features.critics).any(axis=1)
        unit = float(np.median(squares)) if n else 1.0
        return cls(dense, joined, squares.astype(np.float32), unit or 1.0, told, weights)

    def kernel(self, rows: IndexArray, columns: IndexArray) -> FloatArray:
        """How near movies are, shape ``(len(rows), len(columns))``, float32.

        Formula: ``x·y + bend u exp(-|x - y|² / (2 width² u))`` with the typical squared length
        ``u``: straight products carry over to movies unlike all others, nearness tells a sequel
        from what is only of the same kind.
        """
        products: FloatArray = self.dense[rows] @ self.dense[columns].T
        products += (self.labels[rows] @ csr_array(self.labels[columns].T)).toarray()
        if not self.weights.bend:
            return products
        distances = self.squares[rows, None] + self.squares[columns] - 2 * products
        reach = 2 * self.weights.width**2 * self.unit
        nearness = np.exp(np.minimum(-distances, 0) / np.float32(reach))
        products += np.float32(self.weights.bend * self.unit) * nearness
        return products


def rare_unit_rows(labels: SparseMatrix, length: float) -> SparseMatrix:
    """Rows of that length in which a label counts the more the fewer movies have it."""
    counts = np.bincount(labels.indices, minlength=labels.shape[1])
    rarity = np.log(max(labels.shape[0], 1) / np.maximum(counts, 1)).astype(np.float32)
    weighed: SparseMatrix = csr_array(labels @ diags_array(rarity))
    squares = _row_squares(weighed)
    scale = (length / np.sqrt(np.where(squares > 0, squares, 1))).astype(np.float32)
    return csr_array(diags_array(scale) @ weighed).astype(np.float32, copy=False)


def _row_squares(matrix: SparseMatrix) -> FloatArray:
    squares: FloatArray = np.asarray((matrix * matrix).sum(axis=1), dtype=np.float32)
    return squares


def _unit_rows(matrix: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit: FloatArray = (matrix / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return unit


def _decades(years: FloatArray) -> FloatArray:
    known = np.isfinite(years)
    rows = np.zeros((len(years), len(DECADES)), dtype=np.float32)
    away = (years[known, None] - DECADES) / DECADE_YEARS
    rows[known] = np.exp(-0.5 * away**2)
    return rows


def _standard(figures: FloatArray) -> FloatArray:
    """Columns of mean 0 and spread 1, 0 where unknown, and a column each that marks the gaps."""
    missing = ~np.isfinite(figures)
    known = np.where(missing, 0, figures)
    n = np.maximum((~missing).sum(axis=0), 1)
    means = known.sum(axis=0) / n
    centred = np.where(missing, 0, figures - means)
    spread = np.sqrt((centred**2).sum(axis=0) / n)
    centred /= np.where(spread > math.ulp(1.0), spread, 1)
    return np.hstack([centred, missing]).astype(np.float32)
