"""Brings in reviews: scored batch by batch, so that a stop loses little; stored all or none."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from matinee.data import ReviewRecord
from matinee.errors import DataError
from matinee.ingest import Reject, count_reviews, iter_reviews
from matinee.progress import Progress, silent
from matinee.service.imports import Imported, check_rows
from matinee.service.matinee import GENERATION, Matinee
from matinee.service.reading import new_review, read_reviews, reading_version
from matinee.service.score_cache import ScoreCache, text_digest
from matinee.service.screening import screen_new
from matinee.storage import NewReview

#: Reviews that are scored, and stored, at a time.
BATCH = 512

Row = tuple[int, ReviewRecord]


def import_reviews(matinee: Matinee, path: Path, progress: Progress = silent) -> Imported:
    """Score a file's reviews and keep those that are new.

    Scores are written down as they are made, so an import that was stopped does not score again;
    the reviews themselves are stored in one transaction at the end.

    Args:
        matinee: The installation.
        path: Any file that :func:`matinee.ingest.iter_reviews` reads.
        progress: Told of scoring and storing.

    Raises:
        DataError: The file cannot be read, holds nothing, or more than 1 % of its rows are
            malformed; nothing has changed then.
    """
    version = reading_version(matinee)
    with matinee.database.read() as work:
        ids = {key.imdb_id: key.movie_id for key in work.movies.match_keys() if key.imdb_id}
    with ScoreCache.open(matinee.settings.downloads, version) as scores:
        rejects, n_rows, n_foreign = _score(matinee, path, ids, scores=scores, progress=progress)
        rejects_file = check_rows(matinee, rejects, n_rows)
        if not n_rows:
            raise DataError(f"{path} holds no reviews.")
        note = f"{n_foreign} reviews of movies outside the catalogue were left out."
        changed = 0
        with matinee.database.begin() as work:
            for rows in _known_rows(path, ids):
                added = work.reviews.add_many(_scored(rows, scores, version))
                screen_new(work, added)
                changed += len(added)
                progress("store reviews", changed, 0)
            if changed:
                work.meta.bump(GENERATION)
                work.imports.add(
                    path.name,
                    "reviews",
                    n_rows=n_rows,
                    n_rejected=len(rejects),
                    note=note if n_foreign else None,
                )
        scores.forget()
    return Imported(
        name=path.name,
        kind="reviews",
        n_rows=n_rows,
        n_changed=changed,
        n_rejected=len(rejects),
        rejects_file=rejects_file,
        note=note if n_foreign else "",
    )


def _score(
    matinee: Matinee,
    path: Path,
    ids: dict[str, int],
    *,
    scores: ScoreCache,
    progress: Progress,
) -> tuple[list[Reject], int, int]:
    """Score what is new; rejected rows, number of rows, and of reviews of unknown movies."""
    rejects: list[Reject] = []
    n_rows = n_foreign = 0
    total = count_reviews(path)
    for batch in _batches(path):
        n_rows += len(batch)
        rejects += [row for row in batch if isinstance(row, Reject)]
        rows = _known(batch, ids)
        n_foreign += sum(isinstance(row, ReviewRecord) for row in batch) - len(rows)
        with matinee.database.read() as work:
            texts = {text_digest(row.text): row.text for _, row in work.reviews.unknown(rows)}
        fresh = {key: text for key, text in texts.items() if key not in scores}
        if fresh:
            readings = read_reviews(matinee, list(fresh.values()))
            scores.add(dict(zip(fresh, readings, strict=True)))
        progress("score reviews", n_rows, total)
    return rejects, n_rows, n_foreign


def _batches(path: Path) -> Iterator[list[ReviewRecord | Reject]]:
    rows = iter_reviews(path)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _known(batch: list[ReviewRecord | Reject], ids: dict[str, int]) -> list[Row]:
    return [
        (ids[row.imdb_id], row)
        for row in batch
        if isinstance(row, ReviewRecord) and row.imdb_id and row.imdb_id in ids
    ]


def _known_rows(path: Path, ids: dict[str, int]) -> Iterator[list[Row]]:
    return (_known(batch, ids) for batch in _batches(path))


def _scored(rows: list[Row], scores: ScoreCache, version: str) -> list[NewReview]:
    # what has no score was stored before, and the repository leaves it out again
    return [
        new_review(movie_id, record, reading, version)
        for movie_id, record in rows
        if (reading := scores.get(text_digest(record.text))) is not None
    ]
