"""One set of genre names, whatever a source calls them."""

from collections.abc import Iterable

GENRES: tuple[str, ...] = (
    "Action",
    "Adventure",
    "Animation",
    "Biography",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Family",
    "Fantasy",
    "Film-Noir",
    "History",
    "Horror",
    "Music",
    "Musical",
    "Mystery",
    "Romance",
    "Science Fiction",
    "Short",
    "Sport",
    "Thriller",
    "War",
    "Western",
)

#: Names that sources use for one of :data:`GENRES`, letters only.
_SYNONYMS = {
    "animated": "Animation",
    "anime": "Animation",
    "biographical": "Biography",
    "biopic": "Biography",
    "children": "Family",
    "childrens": "Family",
    "historical": "History",
    "kids": "Family",
    "noir": "Film-Noir",
    "romantic": "Romance",
    "scifi": "Science Fiction",
    "sports": "Sport",
    "suspense": "Thriller",
}

#: Half of all movies are dramas, so the word tells least; names not here come before these.
#: History and sport are given to whatever has some of it in the background.
_LEAST_TELLING = (
    "Adventure",
    "Mystery",
    "Thriller",
    "Crime",
    "Action",
    "Romance",
    "Comedy",
    "Sport",
    "History",
    "Drama",
)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


_BY_LETTERS = {_letters(name): name for name in GENRES} | _SYNONYMS
_RANK = {name: rank for rank, name in enumerate(_LEAST_TELLING, start=1)}


def canonical_genre(text: str) -> str | None:
    """The name in :data:`GENRES` for what a source wrote, or ``None`` if it names no genre.

    Example:
        >>> canonical_genre("Sci-Fi"), canonical_genre("Children's")
        ('Science Fiction', 'Family')
        >>> canonical_genre("(no genres listed)") is None
        True
    """
    return _BY_LETTERS.get(_letters(text))


def canonical_genres(texts: Iterable[str]) -> tuple[str, ...]:
    """Canonical names without repeats, most telling first; what names no genre is left out.

    Example:
        >>> canonical_genres(["Drama", "Sci-Fi", "IMAX", "Action"])
        ('Science Fiction', 'Action', 'Drama')
    """
    names = {name for text in texts if (name := canonical_genre(text))}
    return tuple(sorted(names, key=lambda name: (_RANK.get(name, 0), name)))
