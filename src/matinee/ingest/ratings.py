"""Sets of ratings: MovieLens' formats and RecBole's, from a folder, a zip or a single file."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from matinee.data.id_map import IdMap
from matinee.data.interactions import RatingSet
from matinee.data.movie import MovieRecord
from matinee.errors import DataError
from matinee.ingest.file_set import FileSet, open_file_set
from matinee.ingest.movie_tables import read_movie_table
from matinee.ingest.rating_formats import Located, locate
from matinee.ingest.rating_rows import RatingReader
from matinee.ingest.rejects import Reject
from matinee.ingest.terms import Size, name_by_size, terms_of
from matinee.progress import Progress, silent
from matinee.types import IdArray


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingFile:
    """A set of ratings as its files tell of it.

    Attributes:
        name: ``ml-100k`` and the like, told by the number of rows; else the folder's name.
        user_keys: The set's own numbers of the users who rated, ascending, unique, int64.
        ratings: All good rows, in the file's order; ids are the set's own numbers.
        movies: What the set says of its movies, by its own number; all that it lists, rated or not.
        rejects: Rows of all its files that were left out.
        n_rows: Rows of all its files that were read, rejected ones included.
        licence: Terms of use in a sentence; empty where they are not known.
        citation: What to cite; empty likewise.
    """

    name: str
    user_keys: IdArray
    ratings: RatingSet
    movies: dict[int, MovieRecord]
    rejects: list[Reject]
    n_rows: int
    licence: str
    citation: str


def read_ratings(path: Path, progress: Progress = silent) -> RatingFile:
    """Read a set of ratings with its movies.

    The format is told by the names of the files and their headers: MovieLens 100k (``u.data``,
    ``u.item``), 1M (``ratings.dat``, ``movies.dat``), CSV (``ratings.csv``, ``movies.csv`` and, for
    IMDb and TMDB ids, ``links.csv``), RecBole (``.inter``, ``.item``). ml-32m takes about 2 GB of
    memory.

    Args:
        path: A folder, a zip with the files or with one folder of them, or the ratings file with
            the table of movies beside it.
        progress: Told the bytes of the ratings file that are done.

    Returns:
        Rows that are bad, or rate a movie that the set does not list, are in ``rejects``; see
        :func:`matinee.ingest.rejects.check_rejects`.

    Raises:
        DataError: There is no data set at the path, a part of it is missing, or it is damaged.
    """
    with open_file_set(path) as files:
        beside = path.is_file() and path.name in files.names
        located = locate(files, path.name if beside else None)
        return _read(files, located, progress)


def _read(files: FileSet, located: Located, progress: Progress) -> RatingFile:
    table = read_movie_table(files, located.movies, located.kind)
    path = PurePosixPath(located.ratings)
    reader = RatingReader(path.name, located.layout, IdMap("movie", table.movies))
    with files.open(located.ratings) as stream:
        found = reader.read(stream, files.size(located.ratings), progress)
    if not found.n_rows:
        raise DataError(f"{path.name} holds no ratings, only a header at most.")
    size = Size(found.n_rows, len(table.movies))
    folder = path.parent.name or files.name
    name = name_by_size(size) or folder
    licence, citation = terms_of(name)
    return RatingFile(
        name=name,
        user_keys=np.unique(found.ratings.user_ids),
        ratings=found.ratings,
        movies=table.movies,
        rejects=table.rejects + found.rejects,
        n_rows=table.n_rows + found.n_rows,
        licence=licence,
        citation=citation,
    )
