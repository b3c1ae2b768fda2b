"""Which file of a data set holds the ratings, how its rows are written, where its movies are."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from matinee.errors import DataError
from matinee.ingest.file_set import FileSet
from matinee.ingest.rating_lines import COLUMNS, RowLayout

_LONGEST_HEADER = 4096


@dataclass(frozen=True, slots=True)
class RatingFormat:
    """One way of laying a data set out.

    Attributes:
        kind: Name of its table of movies, as ``movie_tables`` knows it.
        ratings: Pattern of the ratings file's name, lower case.
        movies: Pattern of the name of the table of movies beside it.
        layout: How rows are written, where no header tells.
    """

    kind: str
    ratings: str
    movies: str
    layout: RowLayout | None = None


#: In the order in which they are looked for.
FORMATS = (
    RatingFormat("csv", "ratings.csv", "movies.csv"),
    RatingFormat("dat", "ratings.dat", "movies.dat", RowLayout(b"::", COLUMNS)),
    RatingFormat("u.item", "u.data", "u.item", RowLayout(b"\t", COLUMNS)),
    RatingFormat("recbole", "*.inter", "*.item"),
)

#: Header of a column without case and underscores -> our name of it.
_HEADERS = {
    "userid": "user",
    "movieid": "movie",
    "itemid": "movie",
    "rating": "rating",
    "timestamp": "timestamp",
}


@dataclass(frozen=True, slots=True)
class Located:
    """Where the parts of a data set are.

    Attributes:
        kind: Format of the table of movies.
        ratings: Name of the ratings file.
        movies: Name of the table of movies.
        layout: How the rows of ratings are written.
    """

    kind: str
    ratings: str
    movies: str
    layout: RowLayout


def locate(files: FileSet, only: str | None = None) -> Located:
    """Find the ratings and the movies of a data set.

    Args:
        files: The files of a folder or a zip.
        only: Name of the ratings file, where the caller pointed at it.

    Raises:
        DataError: There are no ratings, several data sets, no table of movies beside the ratings,
            or a header without the columns that are needed.
    """
    form, ratings = _choose_named(files, only) if only else _choose(files)
    movies = _find_movies(files, form, ratings)
    layout = form.layout or _parse_header(ratings, _first_line(files, ratings))
    return Located(form.kind, ratings, movies, layout)


def _choose(files: FileSet) -> tuple[RatingFormat, str]:
    for depth in (1, 2):
        found = [
            (form, name)
            for form in FORMATS
            for name in _matching(files, form.ratings)
            if len(PurePosixPath(name).parts) == depth
        ]
        # of one folder the first format counts, but one pattern may fit several files
        first = [item for item in found if item[0] is found[0][0]]
        folders = {PurePosixPath(name).parent for _, name in found}
        if len(first) > 1 or len(folders) > 1:
            names = ", ".join(name for _, name in found[:5])
            raise DataError(f"{files.name} holds several data sets ({names}); name one of them.")
        if found:
            return found[0]
    names = ", ".join(form.ratings for form in FORMATS)
    raise DataError(f"{files.name} holds no ratings; there must be one of {names}.")


def _choose_named(files: FileSet, name: str) -> tuple[RatingFormat, str]:
    for form in FORMATS:
        if fnmatchcase(name.casefold(), form.ratings):
            return form, name
    line = _first_line(files, name)
    if b"::" in line:
        return FORMATS[1], name
    if b":token" in line:
        return FORMATS[3], name
    if line.count(b"\t") == len(COLUMNS) - 1 and line.split(b"\t")[0].isdigit():
        return FORMATS[2], name
    return FORMATS[0], name


def _find_movies(files: FileSet, form: RatingFormat, ratings: str) -> str:
    folder, path = PurePosixPath(ratings).parent, PurePosixPath(ratings)
    beside = [n for n in _matching(files, form.movies) if PurePosixPath(n).parent == folder]
    same_stem = [name for name in beside if PurePosixPath(name).stem == path.stem]
    found = same_stem or beside
    if len(found) != 1:
        wanted = form.movies.replace("*", path.stem)
        raise DataError(
            f"{path.name} comes without its table of movies; {wanted} must be in the same folder."
        )
    return found[0]


def _matching(files: FileSet, pattern: str) -> list[str]:
    return [n for n in files.names if fnmatchcase(PurePosixPath(n).name.casefold(), pattern)]


def _first_line(files: FileSet, name: str) -> bytes:
    with files.open(name) as stream:
        start = stream.read(_LONGEST_HEADER)
    return start.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].removesuffix(b"\r")


def _parse_header(name: str, line: bytes) -> RowLayout:
    separator = max((b",", b"\t", b";"), key=line.count)
    fields = [field.decode("utf-8", "replace").strip() for field in line.split(separator)]
    plain = [field.strip('"').partition(":")[0].casefold().replace("_", "") for field in fields]
    columns = tuple(_HEADERS.get(field, "") for field in plain)
    given = [column for column in columns if column]
    if not {"user", "movie", "rating"} <= set(given) or len(set(given)) != len(given):
        shown = line[:80].decode("utf-8", "replace")
        raise DataError(
            f"{name} begins with '{shown}'; its header must name the columns userId, movieId and "
            f"rating, and may name timestamp."
        )
    floats = any(field.endswith("timestamp:float") for field in fields)
    return RowLayout(separator, columns, has_header=True, float_timestamps=floats)
