"""Recommenders, one file each, behind one contract.

Start with ``base``; a new model is a file here and a line in ``REGISTRY``.
"""

from matinee.models.base import ModelConfig, MovieFeatures, Ranking, Recommender, top_n
from matinee.models.content import Content, ContentConfig
from matinee.models.ease import Ease, EaseConfig
from matinee.models.item_knn import ItemKnn, ItemKnnConfig
from matinee.models.nmf import Nmf, NmfConfig
from matinee.models.popularity import Popularity

REGISTRY: dict[str, type[Recommender]] = {
    model.name: model for model in (Popularity, ItemKnn, Nmf, Ease, Content)
}

__all__ = [
    "REGISTRY",
    "Content",
    "ContentConfig",
    "Ease",
    "EaseConfig",
    "ItemKnn",
    "ItemKnnConfig",
    "ModelConfig",
    "MovieFeatures",
    "Nmf",
    "NmfConfig",
    "Popularity",
    "Ranking",
    "Recommender",
    "top_n",
]
