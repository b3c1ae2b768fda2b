"""What an installation holds and runs, as plain values."""

from typing import Any

from matinee import __version__
from matinee.ranking import RECOMMENDERS
from matinee.service.matinee import Matinee
from matinee.service.vectors import read_vectors


def read_status(matinee: Matinee) -> dict[str, Any]:
    """Data, models and versions.

    Returns:
        Strings, numbers, lists and dictionaries only.
    """
    with matinee.database.read() as work:
        data = {
            "movies": work.movies.count(),
            "ratings": work.ratings.count(),
            "users": work.ratings.count_users(),
            "reviews": work.reviews.count(),
            "sources": [
                {
                    "name": row.name,
                    "kind": row.kind,
                    "rows": row.n_rows,
                    "rejected": row.n_rejected,
                    "note": row.note,
                    "finished_at": row.finished_at.isoformat(),
                }
                for row in work.imports.list()
            ],
        }
    shelf = matinee.shelf
    settings = matinee.settings
    vectors = read_vectors(settings.artifacts)
    return {
        "version": __version__,
        "data": data,
        "models": [
            {"name": name, "fitted": shelf.recommender(name) is not None} for name in RECOMMENDERS
        ],
        "versions": {
            "encoder": vectors.table.fingerprint if vectors else None,
            "sentiment": matinee.sentiment.version,
        },
        "encoder": settings.encoder,
        "sentiment": settings.sentiment,
        "settings": {"sentiment_weight": settings.sentiment_weight},
        "services": {
            "omdb": matinee.omdb is not None,
            "imdb_reviews": matinee.imdb_reviews is not None,
            "language_model": settings.llm,
        },
        "notes": list(shelf.notes),
    }
