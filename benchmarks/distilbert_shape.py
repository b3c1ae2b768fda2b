"""An ONNX model of DistilBERT's shape with random weights; its speed is that of a trained one.

Six layers of width 768 with 12 heads over 30,522 tokens, and a head of two classes (Sanh et al.
2019). Needs the package ``onnx``; nothing is downloaded.
"""

from importlib import import_module
from typing import Any

import numpy as np
import onnxruntime

N_LAYERS, DIM, N_HEADS, N_INNER, N_TOKENS, N_PLACES = 6, 768, 12, 3072, 30_522, 512
OPSET = 20


class Graph:
    """A graph that grows line by line; every line's result has a name."""

    def __init__(self) -> None:
        self.helper = import_module("onnx.helper")
        self.numpy = import_module("onnx.numpy_helper")
        self.nodes: list[Any] = []
        self.weights: list[Any] = []
        self._rng = np.random.default_rng(0)

    def add(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Another node."""
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(self.helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def value(self, array: np.ndarray[Any, Any]) -> str:
        """A constant."""
        name = f"value_{len(self.weights)}"
        self.weights.append(self.numpy.from_array(array, name))
        return name

    def random(self, *shape: int) -> str:
        """Random weights."""
        return self.value((self._rng.standard_normal(shape) * 0.02).astype(np.float32))

    def dense(self, name: str, n_in: int, n_out: int) -> str:
        """A dense layer with a bias."""
        return self.add(
            "Add", self.add("MatMul", name, self.random(n_in, n_out)), self.zeros(n_out)
        )

    def zeros(self, n: int) -> str:
        """A bias."""
        return self.value(np.zeros(n, np.float32))

    def norm(self, name: str) -> str:
        """Layer normalisation."""
        ones = self.value(np.ones(DIM, np.float32))
        return self.add("LayerNormalization", name, ones, self.zeros(DIM), axis=-1, epsilon=1e-12)

    def heads(self, name: str, order: list[int]) -> str:
        """One part for each head: ``(batch, heads, tokens, width)``, axes in this order."""
        shape = self.value(np.array([0, 0, N_HEADS, DIM // N_HEADS], np.int64))
        return self.add("Transpose", self.add("Reshape", name, shape), perm=order)

    def layer(self, name: str) -> str:
        """Attention and two dense layers, each with a way around it."""
        query = self.heads(self.dense(name, DIM, DIM), [0, 2, 1, 3])
        key = self.heads(self.dense(name, DIM, DIM), [0, 2, 3, 1])
        value = self.heads(self.dense(name, DIM, DIM), [0, 2, 1, 3])
        root = self.value(np.float32((DIM // N_HEADS) ** 0.5).reshape(()))
        told = self.add("Div", self.add("MatMul", query, key), root)
        mixed = self.add("MatMul", self.add("Softmax", told, axis=-1), value)
        flat = self.value(np.array([0, 0, DIM], np.int64))
        joined = self.add("Reshape", self.add("Transpose", mixed, perm=[0, 2, 1, 3]), flat)
        name = self.norm(self.add("Add", name, self.dense(joined, DIM, DIM)))
        inner = self.add("Gelu", self.dense(name, DIM, N_INNER))
        return self.norm(self.add("Add", name, self.dense(inner, N_INNER, DIM)))


def build(threads: int = 1) -> onnxruntime.InferenceSession:
    """A session: ``ids``, int64 of shape ``(batch, tokens)`` without padding, in; scores out."""
    graph, helper = Graph(), import_module("onnx.helper")
    onnx = import_module("onnx")
    words = graph.add("Gather", graph.random(N_TOKENS, DIM), "ids")
    n_tokens = graph.add("Shape", "ids", start=1, end=2)
    zero = graph.value(np.array([0], np.int64))
    places = graph.add("Slice", graph.random(N_PLACES, DIM), zero, n_tokens, zero)
    name = graph.norm(graph.add("Add", words, places))
    for _ in range(N_LAYERS):
        name = graph.layer(name)
    start = graph.add("Gather", name, graph.value(np.array(0)), axis=1)
    head = graph.add("Relu", graph.dense(start, DIM, DIM))
    last = graph.dense(head, DIM, 2)
    made = helper.make_graph(
        graph.nodes,
        "distilbert-shape",
        [helper.make_tensor_value_info("ids", onnx.TensorProto.INT64, ["batch", "tokens"])],
        [helper.make_tensor_value_info(last, onnx.TensorProto.FLOAT, ["batch", 2])],
        graph.weights,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(model.SerializeToString(), options)
