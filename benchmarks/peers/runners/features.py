"""Features of movies as files, one for each field that there is."""

from dataclasses import fields
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array, issparse, load_npz, save_npz

from matinee.models import MovieFeatures


def write_features(folder: Path, features: MovieFeatures) -> None:
    """Keep features for :func:`read_features`."""
    folder.mkdir(parents=True, exist_ok=True)
    for field in fields(features):
        value = getattr(features, field.name)
        if issparse(value):
            save_npz(folder / f"{field.name}.npz", value)
        elif value is not None:
            np.save(folder / f"{field.name}.npy", value, allow_pickle=False)


def read_features(folder: Path) -> MovieFeatures:
    """Read what :func:`write_features` wrote."""
    dense = {path.stem: np.load(path) for path in folder.glob("*.npy")}
    sparse = {path.stem: csr_array(load_npz(path)) for path in folder.glob("*.npz")}
    return MovieFeatures(**dense, **sparse)
