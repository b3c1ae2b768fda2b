"""How a model's two files are read: arrays, and the JSON beside them that describes them."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from matinee.errors import ArtifactError


def read_description(path: Path, kind: str, newest: int) -> dict[str, Any]:
    """The JSON object that describes a model.

    Args:
        path: The file.
        kind: What its ``kind`` must be.
        newest: Number of the newest format that can be read.

    Raises:
        ArtifactError: It is missing, of another kind, or of a newer format.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArtifactError(f"'{path.name}' cannot be read: {error}.") from error
    found = told.get("kind") if isinstance(told, dict) else None
    if found != kind:
        raise ArtifactError(f"'{path.name}' must be of kind '{kind}', not '{found}'.")
    if told.get("format", 0) > newest:
        raise ArtifactError(
            f"'{path.name}' has format {told['format']}; this version reads {newest}."
        )
    return dict(told)


def read_arrays(path: Path, sha256: str | None) -> tuple[dict[str, np.ndarray], str]:
    """The arrays of a ``.safetensors`` file by name, and the file's sha256.

    Args:
        path: The file.
        sha256: What its description says.

    Raises:
        ArtifactError: It is missing, cannot be read, or was changed.
    """
    try:
        state = load_file(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, SafetensorError) as error:
        raise ArtifactError(f"'{path.name}' cannot be read: {error}.") from error
    if digest != sha256:
        raise ArtifactError(f"'{path.name}' was changed: its sha256 is not the described one.")
    return state, digest
