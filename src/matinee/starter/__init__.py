"""What ships with the package: the catalogue, vectors and model files, each with its card.

Start with ``manifest``.
"""

from matinee.starter.manifest import file, names, sha256

__all__ = ["file", "names", "sha256"]
