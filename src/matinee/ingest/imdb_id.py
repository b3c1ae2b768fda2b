"""IMDb's ids in the one form that is used everywhere: ``tt`` and at least seven digits."""

import re

_ID = re.compile(r"(?:tt)?0*(\d{1,9})(?:\.0)?", re.IGNORECASE | re.ASCII)
_IN_URL = re.compile(r"/title/(tt\d{1,9})(?!\d)", re.ASCII)


def parse_imdb_id(text: str) -> str | None:
    """``tt0114709`` out of ``tt0114709``, ``0114709`` or ``114709``; ``None`` if it is no id."""
    found = _ID.fullmatch(text.strip())
    if found is None or int(found.group(1)) == 0:
        return None
    return f"tt{int(found.group(1)):07d}"


def imdb_id_of_url(url: str) -> str | None:
    """The id in the address of one of a movie's pages; ``None`` if there is none."""
    found = _IN_URL.search(url)
    return parse_imdb_id(found.group(1)) if found else None
