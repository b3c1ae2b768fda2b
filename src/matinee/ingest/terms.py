"""Whose data a set of ratings is, and on what terms it may be used."""

from dataclasses import dataclass

MOVIELENS_LICENCE = (
    "MovieLens terms of GroupLens, University of Minnesota: research use, with citation; no "
    "endorsement implied; no commercial use without permission; redistribution only under the "
    "same terms"
)
MOVIELENS_CITATION = (
    "F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. "
    "ACM Transactions on Interactive Intelligent Systems 5, 4: 19:1-19:19. "
    "https://doi.org/10.1145/2827872"
)


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows a published set has."""

    n_ratings: int
    n_movies: int


#: Published sets by name; the counts are those of their READMEs.
SIZES = {
    "ml-latest-small": Size(100_836, 9_742),
    "ml-100k": Size(100_000, 1_682),
    "ml-1m": Size(1_000_209, 3_883),
    "ml-10m": Size(10_000_054, 10_681),
    "ml-20m": Size(20_000_263, 27_278),
    "ml-25m": Size(25_000_095, 62_423),
    "ml-32m": Size(32_000_204, 87_585),
}


def name_by_size(size: Size) -> str | None:
    """The published set that has exactly this size."""
    return next((name for name, known in SIZES.items() if known == size), None)


def terms_of(name: str) -> tuple[str, str]:
    """Licence and citation of a set; both empty where it is nobody's we know."""
    if name in SIZES or name.startswith("ml-"):
        return MOVIELENS_LICENCE, MOVIELENS_CITATION
    return "", ""
