"""IMDb's ids out of addresses of its pages."""

import re

from matinee.data import parse_imdb_id

_IN_URL = re.compile(r"/title/(tt\d{1,9})(?!\d)", re.ASCII)


def imdb_id_of_url(url: str) -> str | None:
    """The id in the address of one of a movie's pages; ``None`` if there is none."""
    found = _IN_URL.search(url)
    return parse_imdb_id(found.group(1)) if found else None
