"""Ratings from GroupLens, or, where that cannot be reached, out of a package."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import new as new_hash
from pathlib import Path

from matinee.errors import DataError, ProviderError
from matinee.ingest.file_set import FileSet, open_file_set
from matinee.ingest.http_file import Remote, fetch_file
from matinee.ingest.package_file import Package, fetch_package_files
from matinee.ingest.rating_formats import locate
from matinee.ingest.terms import SIZES, Size, terms_of
from matinee.progress import Progress, silent

AUTO = "auto"
DEFAULT = "ml-latest-small"
FALLBACK = "ml-100k"

_PIECE_BYTES = 1024**2
_MD5 = re.compile(r"\b[0-9a-f]{32}\b")
_MD5_FILE_BYTES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A set that GroupLens publishes as ``<name>.zip``.

    Attributes:
        size_bytes: Of the zip, to judge how long fetching it may take.
        algorithm: Of the checksum, a name that hashlib knows.
        digest: The checksum.
        reissued: Whether a zip of another checksum may be a newer one; the ``.md5`` that is
            published beside it then decides.
        size: Rows that it must have.
    """

    size_bytes: int
    algorithm: str
    digest: str
    size: Size
    reissued: bool = False


#: GroupLens publishes md5; only ml-latest-small, "which may change over time", is pinned by the
#: sha256 of the zip of September 2018 and else checked against the md5 published beside it.
DATA_SETS: Mapping[str, DataSet] = {
    "ml-latest-small": DataSet(
        size_bytes=978_202,
        algorithm="sha256",
        digest="696d65a3dfceac7c45750ad32df2c259311949efec81f0f144fdfb91ebc9e436",
        size=SIZES["ml-latest-small"],
        reissued=True,
    ),
    "ml-100k": DataSet(
        size_bytes=4_924_029,
        algorithm="md5",
        digest="0e33842e24a9c977be4e0107933c0723",
        size=SIZES["ml-100k"],
    ),
    "ml-1m": DataSet(
        size_bytes=5_917_549,
        algorithm="md5",
        digest="c4d9eecfca2ab87c1945afe126590906",
        size=SIZES["ml-1m"],
    ),
    "ml-32m": DataSet(
        size_bytes=238_950_008,
        algorithm="md5",
        digest="d472be332d4daa821edc399621853b57",
        size=SIZES["ml-32m"],
    ),
}

#: Carries ml-100k as ``ml-100k.inter`` and ``ml-100k.item``.
RECBOLE = Package(
    name="recbole",
    version="1.2.1",
    sha256="9c9948202011f37eb0a7c6768129313f00d6403ad221ec940d5e2d5d5f33a407",
    files=(
        "recbole/dataset_example/ml-100k/ml-100k.inter",
        "recbole/dataset_example/ml-100k/ml-100k.item",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A set of ratings that is on disk.

    Attributes:
        path: The zip or the folder, for :func:`matinee.ingest.ratings.read_ratings`.
        name: Name of the set, such as ``ml-100k``.
        licence: Terms of use in a sentence.
        citation: What to cite.
        note: Which set was taken from where, why, and on what terms, to be shown.
    """

    path: Path
    name: str
    licence: str
    citation: str
    note: str


def fetch_ratings(
    name: str,
    folder: Path,
    base_url: str,
    timeout_s: float,
    progress: Progress = silent,
    *,
    data_sets: Mapping[str, DataSet] = DATA_SETS,
    package: Package = RECBOLE,
) -> Fetched:
    """Make sure that a set of ratings is in a folder.

    What is there and complete is not fetched again.

    Args:
        name: ``auto``, or a set of ``data_sets``. ``auto`` is ml-latest-small, and like ml-100k
            falls back to the ml-100k that the package carries.
        folder: Where sets are kept; made if it is missing.
        base_url: Where GroupLens' zips are.
        timeout_s: Seconds that a host has for each answer.
        progress: Told the bytes that have come.
        data_sets: The sets that are known.
        package: Where the fallback is.

    Raises:
        DataError: There is no set of that name.
        ProviderError: The set cannot be fetched from anywhere.
    """
    if name != AUTO and name not in data_sets:
        raise DataError(f"ratings must be {AUTO}, {', '.join(data_sets)} or a path, not '{name}'.")
    wanted = DEFAULT if name == AUTO else name
    for known in dict.fromkeys((wanted, FALLBACK) if name == AUTO else (wanted,)):
        path = _present(known, folder, data_sets[known].size)
        if path:
            return _fetched(known, path, f"{known} was there already")
    url = f"{base_url.rstrip('/')}/{wanted}.zip"
    remote = Remote(url=url, size_bytes=data_sets[wanted].size_bytes, timeout_s=timeout_s)
    try:
        path = _fetch_zip(remote, folder, data_sets[wanted], progress)
    except ProviderError as error:
        if name not in {AUTO, FALLBACK}:
            raise
        progress(f"Fetching {package.name} {package.version}", 0, 1)
        fetched = _fall_back(folder / FALLBACK, data_sets[FALLBACK].size, package, timeout_s, error)
        progress(f"Fetching {package.name} {package.version}", 1, 1)
        return fetched
    return _fetched(wanted, path, f"{wanted} was downloaded from {remote.host}")


def _fetched(name: str, path: Path, how: str) -> Fetched:
    licence, citation = terms_of(name)
    return Fetched(
        path=path, name=name, licence=licence, citation=citation, note=f"{how}. Terms: {licence}."
    )


def _present(name: str, folder: Path, size: Size) -> Path | None:
    for path in (folder / f"{name}.zip", folder / name):
        with suppress(DataError):
            if path.exists() and _count(path) == size:
                return path
    return None


def _count(path: Path) -> Size:
    """Rows of a set as it lies there, without parsing them."""
    with open_file_set(path) as files:
        located = locate(files)
        n_ratings = _count_lines(files, located.ratings) - located.layout.has_header
        has_header = located.kind in {"csv", "recbole"}
        return Size(n_ratings, _count_lines(files, located.movies) - has_header)


def _count_lines(files: FileSet, name: str) -> int:
    n_lines, last = 0, b"\n"
    with files.open(name) as stream:
        while piece := stream.read(_PIECE_BYTES):
            # a blank line at the end, as u.item may have it, is no row
            n_lines += piece.count(b"\n") - (last + piece).count(b"\n\n")
            last = piece[-1:]
    return n_lines + (last != b"\n")


def _fetch_zip(remote: Remote, folder: Path, data_set: DataSet, progress: Progress) -> Path:
    part = folder / f"{remote.file}.part"
    _make(folder)
    fetch_file(remote, part, progress)
    try:
        _check_digest(part, remote, data_set)
        _check_size(part, remote, data_set)
        return part.replace(folder / remote.file)
    finally:
        part.unlink(missing_ok=True)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProviderError(f"{folder} cannot be made ({error.strerror or error}).") from error


def _check_digest(part: Path, remote: Remote, data_set: DataSet) -> None:
    digest = _digest(part, data_set.algorithm)
    if digest == data_set.digest:
        return
    algorithm, expected = data_set.algorithm, data_set.digest
    if data_set.reissued:
        algorithm, digest = "md5", _digest(part, "md5")
        expected = _published_md5(part.with_suffix(".md5"), remote)
        if digest == expected:
            return
    raise ProviderError(
        f"{remote.file} from {remote.host} has the {algorithm} {digest}, not {expected}; it came "
        f"damaged or is another file."
    )


def _published_md5(path: Path, remote: Remote) -> str:
    beside = replace(remote, url=f"{remote.url}.md5", size_bytes=_MD5_FILE_BYTES)
    fetch_file(beside, path)
    try:
        found = _MD5.search(path.read_text(encoding="ascii", errors="replace").casefold())
    finally:
        path.unlink(missing_ok=True)
    if found is None:
        raise ProviderError(f"{beside.file} from {remote.host} holds no md5.")
    return found.group()


def _digest(path: Path, algorithm: str) -> str:
    digest = new_hash(algorithm, usedforsecurity=False)
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _check_size(part: Path, remote: Remote, data_set: DataSet) -> None:
    try:
        size = _count(part)
    except DataError as error:
        raise ProviderError(f"{remote.file} from {remote.host} cannot be used: {error}") from error
    if size != data_set.size:
        raise ProviderError(
            f"{remote.file} from {remote.host} holds {size.n_ratings:,} ratings of "
            f"{size.n_movies:,} movies, not {data_set.size.n_ratings:,} of "
            f"{data_set.size.n_movies:,}."
        )


def _fall_back(
    path: Path, size: Size, package: Package, timeout_s: float, why: ProviderError
) -> Fetched:
    reason, source = str(why).rstrip("."), f"{package.name} {package.version}"
    try:
        fetch_package_files(package, path, timeout_s)
    except ProviderError as error:
        raise ProviderError(f"No ratings could be fetched: {reason}; and {error}") from error
    if _present(FALLBACK, path.parent, size) is None:
        raise ProviderError(
            f"No ratings could be fetched: {reason}; and {FALLBACK} in {source} is not complete."
        )
    how = f"{FALLBACK} was taken out of the package {source}, because {reason}"
    return _fetched(FALLBACK, path, how)
