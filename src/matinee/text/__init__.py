"""Reads texts: what a movie is about, as vectors, and the nearest of them.

Start with ``encoder``.
"""

from matinee.text.encoder import Encoder, build_encoder
from matinee.text.template import TEMPLATE_VERSION, describe, describe_plot, text_hash
from matinee.text.vectors import VectorTable, encode_movies, encode_texts, starter_vectors

__all__ = [
    "TEMPLATE_VERSION",
    "Encoder",
    "VectorTable",
    "build_encoder",
    "describe",
    "describe_plot",
    "encode_movies",
    "encode_texts",
    "starter_vectors",
    "text_hash",
]
