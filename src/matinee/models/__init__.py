"""Recommenders, one file each, behind one contract.

Start with ``base``; a new model is a file here and a line in ``REGISTRY``.
"""

from matinee.models.base import ModelConfig, MovieFeatures, Ranking, Recommender, top_n
from matinee.models.biased import Biased, BiasedConfig
from matinee.models.cold import ColdMap, ColdMapConfig
from matinee.models.content import Content, ContentConfig
from matinee.models.ease import Ease, EaseConfig
from matinee.models.edlae import Edlae, EdlaeConfig
from matinee.models.ials import Ials, IalsConfig
from matinee.models.item_knn import ItemKnn, ItemKnnConfig
from matinee.models.lift import Lift, LiftConfig
from matinee.models.linear import LinearRecommender
from matinee.models.nmf import Nmf, NmfConfig
from matinee.models.popularity import Popularity
from matinee.models.recent import Nearby, NearbyConfig, Recent, RecentConfig
from matinee.models.rp3beta import Rp3Beta, Rp3BetaConfig
from matinee.models.star_ease import StarEase, StarEaseConfig

REGISTRY: dict[str, type[Recommender]] = {
    model.name: model
    for model in (
        Popularity,
        ItemKnn,
        Rp3Beta,
        Nmf,
        Ials,
        Ease,
        Edlae,
        StarEase,
        Lift,
        Recent,
        Nearby,
        Biased,
        Content,
        ColdMap,
    )
}

__all__ = [
    "REGISTRY",
    "Biased",
    "BiasedConfig",
    "ColdMap",
    "ColdMapConfig",
    "Content",
    "ContentConfig",
    "Ease",
    "EaseConfig",
    "Edlae",
    "EdlaeConfig",
    "Ials",
    "IalsConfig",
    "ItemKnn",
    "ItemKnnConfig",
    "Lift",
    "LiftConfig",
    "LinearRecommender",
    "ModelConfig",
    "MovieFeatures",
    "Nearby",
    "NearbyConfig",
    "Nmf",
    "NmfConfig",
    "Popularity",
    "Ranking",
    "Recent",
    "RecentConfig",
    "Recommender",
    "Rp3Beta",
    "Rp3BetaConfig",
    "StarEase",
    "StarEaseConfig",
    "top_n",
]
