"""The page's files and the posters drawn for movies that have none.

Start with ``poster``; ``static/index.html`` and ``static/js/main.js`` are the page.
"""

from pathlib import Path

from matinee.web.poster import draw_poster

#: Folder of the page's files, served under ``/static``; ``index.html`` is the page itself.
STATIC = Path(__file__).resolve().parent / "static"

__all__ = ["STATIC", "draw_poster"]
