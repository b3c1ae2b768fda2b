"""The files of one data set, in a folder or still inside their zip.

Nothing is unpacked: a member of a zip is read as a stream, so names in it can point nowhere.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from matinee.errors import DataError

#: A table of movies or links is read whole, so it has a limit; ml-32m's takes 4 MB.
MAX_TABLE_BYTES = 256 * 1024**2
#: No member of a zip may unpack to more; the ratings of ml-32m take 0.9 GB.
MAX_MEMBER_BYTES = 8 * 1024**3
#: Real tables shrink to a fifth; a member that is large and far beyond this is a zip bomb.
MAX_RATIO = 100
_RATIO_MATTERS_FROM = 64 * 1024**2
#: A data set lies in the folder that is named or in one right inside it.
_MAX_DEPTH = 2


class FileSet(Protocol):
    """Files of a folder or a zip, by relative name with ``/``."""

    @property
    def name(self) -> str:
        """Name of the folder, or of the zip without its ending."""

    @property
    def names(self) -> tuple[str, ...]:
        """Relative names in alphabetical order, at most one folder deep."""

    def size(self, name: str) -> int:
        """Size in bytes, unpacked."""

    def open(self, name: str) -> BinaryIO:
        """Open for reading; the caller closes it."""


class Folder:
    """Files of a folder on disk."""

    def __init__(self, path: Path, patterns: tuple[str, ...] = ("*", "*/*")) -> None:
        self._path = path
        self.name = path.resolve().name
        self.names = tuple(sorted(self._iter_names(patterns)))

    def _iter_names(self, patterns: tuple[str, ...]) -> Iterator[str]:
        for pattern in patterns:
            for path in self._path.glob(pattern):
                if path.is_file():
                    yield path.relative_to(self._path).as_posix()

    def size(self, name: str) -> int:
        """Size in bytes."""
        return (self._path / name).stat().st_size

    def open(self, name: str) -> BinaryIO:
        """Open for reading; the caller closes it."""
        return (self._path / name).open("rb")


class Archive:
    """Members of a zip."""

    def __init__(self, path: Path, archive: ZipFile) -> None:
        self._archive = archive
        self._members = {info.filename: info for info in archive.infolist() if _is_plain(info)}
        self.name = path.stem
        self.names = tuple(sorted(self._members))

    def size(self, name: str) -> int:
        """Size in bytes, unpacked."""
        return self._members[name].file_size

    def open(self, name: str) -> BinaryIO:
        """Open for reading; the caller closes it.

        Raises:
            DataError: The member is encrypted or unpacks to an unbelievable size.
        """
        info = self._members[name]
        big = info.file_size > _RATIO_MATTERS_FROM
        if info.file_size > MAX_MEMBER_BYTES or (
            big and info.file_size > MAX_RATIO * max(info.compress_size, 1)
        ):
            raise DataError(
                f"{name} would unpack from {info.compress_size:,} to {info.file_size:,} bytes, "
                f"which no table of ratings does."
            )
        if info.flag_bits & 1:
            raise DataError(f"{name} is encrypted; unpack the zip first.")
        return cast(BinaryIO, self._archive.open(info))


def _is_plain(info: ZipInfo) -> bool:
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return not info.is_dir() and not hidden and 0 < len(parts) <= _MAX_DEPTH and parts[0] != "/"


@contextmanager
def open_file_set(path: Path) -> Iterator[FileSet]:
    """The files at a path: a folder's, a zip's, or those beside a single file.

    Raises:
        DataError: There is nothing at the path, or the zip is damaged - found when it is opened
            or anywhere inside the ``with`` block.
    """
    try:
        if path.is_dir():
            yield Folder(path)
        elif path.is_file() and _looks_zipped(path):
            with ZipFile(path) as archive:
                yield Archive(path, archive)
        elif path.is_file():
            yield Folder(path.parent, ("*",))
        else:
            raise DataError(f"{path} does not exist; give a folder, a zip or a file of ratings.")
    except (BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError) as error:
        raise DataError(f"{path.name} is a damaged zip ({error}); fetch it again.") from error
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}.") from error


def _looks_zipped(path: Path) -> bool:
    with path.open("rb") as stream:
        return path.suffix.casefold() == ".zip" or stream.read(4) == b"PK\x03\x04"


def read_text(files: FileSet, name: str) -> str:
    """A small table as text: UTF-8 where it is that, else Latin-1 as older sets have it.

    Raises:
        DataError: The table is too large to be one of movies.
    """
    if files.size(name) > MAX_TABLE_BYTES:
        raise DataError(
            f"{name} has {files.size(name):,} bytes; a table of movies has at most "
            f"{MAX_TABLE_BYTES:,}."
        )
    with files.open(name) as stream:
        content = stream.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def iter_lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines from 1, blank ones left out; only newlines end a line."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.removesuffix("\r")
