"""Fitted models on disk: a folder of arrays and a manifest, whole or not at all.

Arrays are safetensors and the rest is JSON, so that reading a file never runs code.
"""

import json
import os
import shutil
from collections.abc import Collection, Mapping
from glob import escape
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid4

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from matinee import __version__
from matinee.data import Interactions
from matinee.errors import ArtifactError

State: TypeAlias = dict[str, np.ndarray]

FORMAT = 1
STATE_FILE = "state.safetensors"
MANIFEST_FILE = "manifest.json"


class ArrayLayout(BaseModel):
    """What an array must look like."""

    model_config = ConfigDict(frozen=True)

    dtype: str
    shape: tuple[int, ...]


class ModelManifest(BaseModel):
    """What is known of a model beside its arrays.

    Attributes:
        format: Number of this layout; a newer one is refused.
        kind: Key of the registry that the model comes from.
        config: Its hyperparameters, as JSON.
        fingerprint: Digest of what it was fitted on, see :func:`fingerprint_of`.
        state_sha256: Digest of the file of arrays.
        arrays: Name of each array to its layout.
        version: Version of matinee that wrote it.
        metrics: Figures from training, such as seconds and counts.
    """

    model_config = ConfigDict(frozen=True)

    format: int
    kind: str
    config: dict[str, Any]
    fingerprint: str
    state_sha256: str
    arrays: dict[str, ArrayLayout]
    version: str
    metrics: dict[str, float | int | str | None]


def fingerprint_of(interactions: Interactions) -> str:
    """A digest of ids and ratings, by which a model knows whether its data have changed."""
    digest = sha256()
    matrix = interactions.matrix.tocsr()
    matrix.sort_indices()
    for column in (
        interactions.users.ids,
        interactions.movies.ids,
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int64),
        matrix.data.astype(np.float32),
    ):
        digest.update(len(column).to_bytes(8, "little"))
        digest.update(np.ascontiguousarray(column).data)
    return digest.hexdigest()


def write_model(
    folder: Path,
    *,
    kind: str,
    config: Mapping[str, Any],
    state: Mapping[str, np.ndarray],
    fingerprint: str,
    metrics: Mapping[str, float | int | str | None] | None = None,
) -> ModelManifest:
    """Write a model; one that is there already is replaced when the new one is complete.

    Raises:
        ArtifactError: An array or a value cannot be stored, or the disk refuses.
    """
    new = folder.with_name(f".{folder.name}.{uuid4().hex}.new")
    try:
        new.mkdir(parents=True)
        # a view of rows or columns is laid out anew, because the file holds plain blocks
        save_file({name: np.asarray(a, order="C") for name, a in state.items()}, new / STATE_FILE)
        manifest = ModelManifest(
            format=FORMAT,
            kind=kind,
            config=dict(config),
            fingerprint=fingerprint,
            state_sha256=_sha256(new / STATE_FILE),
            arrays={
                name: ArrayLayout(dtype=a.dtype.name, shape=a.shape) for name, a in state.items()
            },
            version=__version__,
            metrics=dict(metrics or {}),
        )
        text = json.dumps(manifest.model_dump(), indent=2, allow_nan=False)
        (new / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")
        _flush(new)
        _put_in_place(new, folder)
    except (OSError, SafetensorError, TypeError, ValueError, KeyError) as error:
        raise ArtifactError(f"the model '{folder}' cannot be written ({error}).") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return manifest


def read_model(folder: Path, kinds: Collection[str] | None = None) -> tuple[ModelManifest, State]:
    """Read what :func:`write_model` wrote.

    Args:
        folder: Of the model.
        kinds: Kinds that the caller can build; any, if left out.

    Raises:
        ArtifactError: There is no model, or it is newer, of an unknown kind, or changed.
    """
    if not folder.exists():
        # a writer that was killed between its two renames leaves the last model beside
        folder = max(_siblings(folder, "old"), default=folder)
    manifest = _read_manifest(folder)
    if kinds is not None and manifest.kind not in kinds:
        raise ArtifactError(
            f"the model '{folder}' is of kind '{manifest.kind}', it must be one of "
            f"{', '.join(sorted(kinds))}."
        )
    return manifest, _read_state(folder / STATE_FILE, manifest)


def _read_manifest(folder: Path) -> ModelManifest:
    path = folder / MANIFEST_FILE
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ArtifactError(f"there is no model in '{folder}'; train it first.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise ArtifactError(f"the manifest '{path}' cannot be read ({error}).") from error
    found = values.get("format") if isinstance(values, dict) else None
    if isinstance(found, int) and found > FORMAT:
        raise ArtifactError(
            f"the model '{folder}' has format {found}, this version reads {FORMAT} at most; "
            "train it again or install the newer version."
        )
    try:
        return ModelManifest.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "it"
        raise ArtifactError(
            f"the manifest '{path}' is damaged ({place}: {first['msg']}); train the model again."
        ) from error


def _read_state(path: Path, manifest: ModelManifest) -> State:
    try:
        found = _sha256(path)
        if found != manifest.state_sha256:
            raise ArtifactError(
                f"the arrays '{path}' have sha256 {found[:12]}…, the manifest says "
                f"{manifest.state_sha256[:12]}…; train the model again."
            )
        state: State = load_file(path)
    except (OSError, SafetensorError, KeyError) as error:
        raise ArtifactError(f"the arrays '{path}' cannot be read ({error}).") from error
    layouts = {
        name: ArrayLayout(dtype=array.dtype.name, shape=array.shape)
        for name, array in state.items()
    }
    for name in sorted(layouts.keys() | manifest.arrays.keys()):
        if layouts.get(name) != manifest.arrays.get(name):
            raise ArtifactError(
                f"the array '{name}' of '{path}' is {layouts.get(name)}, the manifest says "
                f"{manifest.arrays.get(name)}."
            )
    return state


def _put_in_place(new: Path, folder: Path) -> None:
    """Rename a complete folder to its name, with the last one aside until that is done."""
    if folder.exists():
        folder.rename(folder.with_name(f".{folder.name}.{uuid4().hex}.old"))
    new.rename(folder)
    for leftover in _siblings(folder, "old"):
        shutil.rmtree(leftover, ignore_errors=True)


def _siblings(folder: Path, ending: str) -> list[Path]:
    return sorted(folder.parent.glob(f".{escape(folder.name)}.*.{ending}"))


def _flush(folder: Path) -> None:
    """Have the disk keep what was written before it is given its name."""
    for path in folder.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
