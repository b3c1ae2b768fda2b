"""What ships with the package: the catalogue, vectors and model files, each with its card.

Start with ``manifest``.
"""

from matinee.starter.manifest import file

__all__ = ["file"]
