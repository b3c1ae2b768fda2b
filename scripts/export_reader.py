#!/usr/bin/env python3
"""Write the shipped transformer tier out of what ``train_transformer.py`` learned.

A tool for maintainers: ``pip install onnx numpy safetensors``, then ``python
scripts/export_reader.py WORK/reader.safetensors``, then ``starter_manifest.py refresh``.

The graph is the encoder's (see ``export_encoder.py``) with another end: the mean of the tokens and
the first token, one logit. Only what training changed is stored. The word table, the positions and
the frozen layers are already in ``encoder/model.onnx``: in ``reader.onnx`` they are external data,
and ``reader.json`` tells where in that file each of them lies, so that nobody has to parse it.
"""
# ruff: noqa: T201 - a script talks to a person

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from export_encoder import DIM, Graph, add_layers, close_model
from onnx import TensorProto, numpy_helper
from safetensors.numpy import load

ROOT = Path(__file__).resolve().parents[1]
FILES = ROOT / "src" / "matinee" / "starter" / "files"
ENCODER = "encoder/model.onnx"
GROUP = 32
FORMAT = 1
SHARED_FROM = 1024  # bytes; smaller tensors are stored again
TOKENS, HEAD = 256, 64


def add_head(graph: Graph, hidden: str) -> None:
    """Mean of the tokens that are not padding beside the first token, then one logit."""
    graph.node("Unsqueeze", ["lengths", "last"], "lengths.column")
    graph.node("Cast", ["positions.index"], "positions.int32", to=TensorProto.INT32)
    graph.node("Less", ["positions.int32", "lengths.column"], "mask.bool")
    graph.node("Cast", ["mask.bool"], "mask.float", to=TensorProto.FLOAT)
    graph.node("Unsqueeze", ["mask.float", "one_axis"], "mask")
    graph.node("MatMul", ["mask", hidden], "pooled.sum")
    graph.node("Squeeze", ["pooled.sum", "one_axis"], "pooled")
    graph.node("Cast", ["lengths.column"], "lengths.float", to=TensorProto.FLOAT)
    graph.node("Div", ["pooled", "lengths.float"], "mean")
    graph.node("Gather", [hidden, "zero"], "first", axis=1)
    graph.node("Concat", ["mean", "first"], "features", axis=1)
    weight = graph.constant("head.weight", graph.weights["head.weight"].T.copy())
    graph.node("MatMul", ["features", weight], "head.out")
    graph.node("Add", ["head.out", graph.vector("head.bias")], "logits")
    graph.node("Squeeze", ["logits", "one_axis"], "log_odds")


def build_model(weights: dict[str, np.ndarray]) -> onnx.ModelProto:
    """The whole graph: token ids and lengths to log-odds."""
    graph = Graph(weights, GROUP, plain=False)
    add_head(graph, add_layers(graph))
    return close_model(graph, "reader", "log_odds", ["batch"])


def share(model: onnx.ModelProto, encoder: bytes) -> list[dict[str, object]]:
    """Take what the encoder's file holds out of the model, and tell where it lies there."""
    told: list[dict[str, object]] = []
    for tensor in model.graph.initializer:
        raw = tensor.raw_data
        offset = encoder.find(raw) if len(raw) >= SHARED_FROM else -1
        if offset < 0:
            continue
        array = numpy_helper.to_array(tensor)
        told.append(
            {
                "name": tensor.name,
                "offset": offset,
                "dtype": str(array.dtype),
                "shape": list(array.shape),
            }
        )
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        # the place is not opened: the arrays are handed over when the model is
        for key, value in (("location", "shared"), ("offset", offset), ("length", len(raw))):
            tensor.external_data.add(key=key, value=str(value))
    return told


def main() -> None:
    """Write ``reader.onnx`` and ``reader.json``."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("weights", type=Path, help="reader.safetensors of the training")
    parser.add_argument("--out", type=Path, default=FILES / "sentiment")
    parser.add_argument("--encoder", type=Path, default=FILES / ENCODER)
    given = parser.parse_args()
    state = load(given.weights.read_bytes())
    weights = {name.removeprefix("encoder."): value for name, value in state.items()}
    # layers of the encoder are named encoder.layer there, too
    weights |= {f"encoder.{name}": weights[name] for name in weights if name.startswith("layer.")}
    model = build_model(weights)
    shared = share(model, given.encoder.read_bytes())
    content = model.SerializeToString(deterministic=True)
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "reader.onnx").write_bytes(content)
    told = {
        "format": FORMAT,
        "kind": "reader",
        "sha256": hashlib.sha256(content).hexdigest(),
        "tokens": TOKENS,
        "head": HEAD,
        "dim": DIM,
        "shared": {"file": ENCODER, "tensors": shared},
    }
    (given.out / "reader.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"{len(content):,} bytes, {len(shared)} tensors of {ENCODER}")


if __name__ == "__main__":
    main()
