import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import md5, sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from matinee.errors import DataError, ProviderError
from matinee.ingest import package_file
from matinee.ingest.download import DATA_SETS, RECBOLE, DataSet, Fetched, fetch_ratings
from matinee.ingest.package_file import Package, fetch_package_files
from matinee.ingest.ratings import read_ratings
from matinee.ingest.terms import SIZES, Size
from matinee.progress import Progress, silent
from tests.kit.local_server import LocalServer, Reply, running_server
from tests.kit.rating_files import RATINGS, write_100k, write_csv, write_recbole, write_zip

pytestmark = pytest.mark.enable_socket

TIMEOUT_S = 0.5
TINY = Size(4, 3)
UNUSED = Package(name="no-such-package", version="1.0", sha256="", files=("a/b",))


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    # a proxy of the machine knows nothing of our server
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def grouplens() -> Iterator[LocalServer]:
    with running_server() as server:
        yield server


@pytest.fixture
def archive(tmp_path: Path) -> bytes:
    return write_zip(tmp_path / "made.zip", write_csv(tmp_path / "ml-latest-small")).read_bytes()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "downloads"


@pytest.fixture
def no_index(tmp_path: Path, monkeypatch) -> Path:
    """pip finds packages in this folder and nowhere else."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return wheels


def data_sets(content: bytes) -> dict[str, DataSet]:
    """The known sets, with a small zip in their place."""
    digest = md5(content, usedforsecurity=False).hexdigest()
    pinned = DataSet(size_bytes=len(content), algorithm="md5", digest=digest, size=TINY)
    reissued = replace(pinned, digest="0", reissued=True)
    return {"ml-latest-small": reissued, "ml-100k": pinned, "ml-1m": pinned}


def write_wheel(folder: Path, work: Path) -> Package:
    """A wheel that carries a data set as recbole does."""
    name, version = "tinyset", "1.0"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}/ml-100k/{file.name}": file.read_bytes()
        for file in sorted(write_recbole(work / "ml-100k").iterdir())
    }
    wanted = tuple(files)
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    )
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = ""
    for path, content in files.items():
        digest = urlsafe_b64encode(sha256(content).digest()).decode().rstrip("=")
        record += f"{path},sha256={digest},{len(content)}\n"
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with ZipFile(wheel, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    digest = sha256(wheel.read_bytes()).hexdigest()
    return Package(name=name, version=version, sha256=digest, files=wanted)


def serve(server: LocalServer, name: str, content: bytes) -> None:
    digest = md5(content, usedforsecurity=False).hexdigest()
    server.script(f"/{name}.zip", Reply(body=content))
    server.script(f"/{name}.zip.md5", Reply(body=f"MD5 ({name}.zip) = {digest}\n".encode()))


def fetch(
    name: str,
    folder: Path,
    base_url: str,
    content: bytes,
    *,
    progress: Progress = silent,
    package: Package = UNUSED,
    timeout_s: float = TIMEOUT_S,
) -> Fetched:
    return fetch_ratings(
        name, folder, base_url, timeout_s, progress, data_sets=data_sets(content), package=package
    )


class TestGroupLens:
    @pytest.mark.parametrize("name", ["auto", "ml-latest-small", "ml-100k", "ml-1m"])
    def test_a_good_zip_is_kept_and_can_be_read(self, grouplens, archive, kept, name):
        known = "ml-latest-small" if name == "auto" else name
        serve(grouplens, known, archive)
        fetched = fetch(name, kept, f"{grouplens.url}/", archive)
        assert fetched.name == known
        assert fetched.path == kept / f"{known}.zip"
        assert len(read_ratings(fetched.path).ratings) == len(RATINGS)
        assert fetched.note.startswith(f"{known} was downloaded from 127.0.0.1")
        assert "research use" in fetched.note
        assert fetched.licence in fetched.note
        assert "Harper" in fetched.citation
        assert [file.name for file in kept.iterdir()] == [f"{known}.zip"]

    def test_what_is_there_is_not_fetched_again(self, grouplens, archive, kept):
        serve(grouplens, "ml-latest-small", archive)
        first = fetch("auto", kept, grouplens.url, archive)
        n_requests = len(grouplens.requests)
        again = fetch("auto", kept, grouplens.url, archive)
        assert len(grouplens.requests) == n_requests
        assert again.path == first.path
        assert "was there already" in again.note

    def test_a_folder_that_someone_unpacked_will_do(self, grouplens, archive, kept):
        write_100k(kept / "ml-100k")
        assert fetch("ml-100k", kept, grouplens.url, archive).path == kept / "ml-100k"
        assert grouplens.requests == []

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a zip"])
    def test_a_zip_that_is_damaged_on_disk_is_fetched_again(
        self, grouplens, archive, kept, content
    ):
        serve(grouplens, "ml-latest-small", archive)
        kept.mkdir()
        (kept / "ml-latest-small.zip").write_bytes(content)
        fetched = fetch("auto", kept, grouplens.url, archive)
        assert fetched.path.read_bytes() == archive

    def test_a_pinned_checksum_needs_no_md5_file(self, grouplens, archive, kept):
        serve(grouplens, "ml-latest-small", archive)
        known = data_sets(archive)["ml-latest-small"]
        pinned = replace(known, algorithm="sha256", digest=sha256(archive).hexdigest())
        sets = {**data_sets(archive), "ml-latest-small": pinned}
        fetch_ratings("ml-latest-small", kept, grouplens.url, TIMEOUT_S, data_sets=sets)
        assert [request.path for request in grouplens.requests] == ["/ml-latest-small.zip"]

    def test_progress_ends_at_the_size(self, grouplens, archive, kept):
        calls: list[tuple[str, int, int]] = []
        serve(grouplens, "ml-1m", archive)
        fetch("ml-1m", kept, grouplens.url, archive, progress=lambda *call: calls.append(call))
        assert calls[-1] == ("Downloading ml-1m.zip", len(archive), len(archive))


class TestTrouble:
    def refused(self, server: LocalServer, content: bytes, kept: Path, reason: str) -> None:
        started = time.monotonic()
        with pytest.raises(ProviderError, match=reason) as caught:
            fetch("ml-latest-small", kept, server.url, content)
        assert time.monotonic() - started < 6 * TIMEOUT_S
        assert str(caught.value).endswith(".")
        assert list(kept.iterdir()) == []

    @pytest.mark.parametrize(
        ("reply", "reason"),
        [
            (Reply(status=404), r"answered 404 for ml-latest-small\.zip"),
            (Reply(status=500), "answered 500"),
            (Reply(hang_up=True), r"cannot be reached for ml-latest-small\.zip"),
            (Reply(body=b"x" * 100, cut=50), "cannot be reached"),
            (Reply(body=b"late", delay_s=5), r"did not answer within 0\.5 s"),
            (Reply(body=b"x" * 100, trickle_s=1), "did not answer within"),
            (Reply(body=b"x" * 9000), "sends more than"),
        ],
        ids=["404", "500", "hang up", "cut", "late", "stalls", "huge"],
    )
    def test_a_host_in_trouble(self, grouplens, archive, kept, reply, reason):
        grouplens.script("/ml-latest-small.zip", reply)
        self.refused(grouplens, archive, kept, reason)

    def test_a_host_that_trickles_is_given_up(self, grouplens, archive, kept):
        reply = Reply(body=b"x" * 1000, trickle_s=TIMEOUT_S / 10)
        grouplens.script("/ml-latest-small.zip", reply)
        self.refused(grouplens, archive, kept, "is too slow")

    def test_no_host(self, archive, kept):
        with pytest.raises(ProviderError, match=r"127\.0\.0\.1:9 cannot be reached"):
            fetch("ml-1m", kept, "http://127.0.0.1:9", archive)

    @pytest.mark.parametrize("url", ["", "nonsense", "ftp://example.org", "http://[bad"])
    def test_no_address(self, archive, kept, url):
        with pytest.raises(ProviderError, match="cannot be reached"):
            fetch("ml-1m", kept, url, archive)

    def test_a_wrong_md5(self, grouplens, archive, kept):
        serve(grouplens, "ml-latest-small", archive)
        grouplens.script("/ml-latest-small.zip", Reply(body=archive[:-1] + b"x"))
        self.refused(grouplens, archive, kept, r"has the md5 \w{32}, not \w{32}; it came damaged")

    def test_an_md5_file_without_md5(self, grouplens, archive, kept):
        serve(grouplens, "ml-latest-small", archive)
        grouplens.script("/ml-latest-small.zip.md5", Reply(body=b"<html>gone</html>"))
        self.refused(grouplens, archive, kept, r"zip\.md5 from .* holds no md5")

    def test_a_pinned_md5_is_not_asked_for(self, grouplens, archive, kept):
        changed = archive + b"more"
        serve(grouplens, "ml-1m", changed)
        with pytest.raises(ProviderError, match="has the md5"):
            fetch("ml-1m", kept, grouplens.url, archive)
        assert [request.path for request in grouplens.requests] == ["/ml-1m.zip"]

    def test_too_few_rows(self, grouplens, tmp_path, kept):
        folder = write_csv(tmp_path / "few", RATINGS[:3])
        content = write_zip(tmp_path / "few.zip", folder).read_bytes()
        serve(grouplens, "ml-latest-small", content)
        self.refused(grouplens, content, kept, "holds 3 ratings of 3 movies, not 4 of 3")

    def test_a_zip_of_something_else(self, grouplens, tmp_path, kept):
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "readme").write_text("x")
        content = write_zip(tmp_path / "other.zip", tmp_path / "other").read_bytes()
        serve(grouplens, "ml-latest-small", content)
        self.refused(grouplens, content, kept, "cannot be used: .* holds no ratings")

    def test_a_folder_that_cannot_be_made(self, grouplens, archive, tmp_path):
        (tmp_path / "file").touch()
        with pytest.raises(ProviderError, match="cannot be made"):
            fetch("ml-1m", tmp_path / "file" / "in", grouplens.url, archive)

    def test_a_file_that_cannot_be_written(self, grouplens, archive, kept):
        (kept / "ml-1m.zip.part").mkdir(parents=True)
        with pytest.raises(ProviderError, match="cannot be written"):
            fetch("ml-1m", kept, grouplens.url, archive)

    def test_a_password_is_not_told(self, archive, kept):
        with pytest.raises(ProviderError) as caught:
            fetch("ml-1m", kept, "http://me:secret@127.0.0.1:9", archive)
        assert "secret" not in str(caught.value)

    def test_an_unknown_name(self, archive, kept):
        with pytest.raises(
            DataError, match=r"ratings must be auto, ml-latest-small, .* not 'ml-7'"
        ):
            fetch("ml-7", kept, "http://127.0.0.1:9", archive)


class TestPackage:
    @pytest.mark.parametrize("name", ["auto", "ml-100k"])
    def test_stands_in_where_grouplens_fails(self, archive, kept, no_index, tmp_path, name):
        package = write_wheel(no_index, tmp_path)
        url = "http://127.0.0.1:9"
        fetched = fetch(name, kept, url, archive, package=package, timeout_s=2)
        assert (fetched.name, fetched.path) == ("ml-100k", kept / "ml-100k")
        assert sorted(file.name for file in fetched.path.iterdir()) == [
            "ml-100k.inter",
            "ml-100k.item",
        ]
        assert len(read_ratings(fetched.path).ratings) == len(RATINGS)
        assert fetched.note.startswith(
            "ml-100k was taken out of the package tinyset 1.0, because 127.0.0.1:9 cannot be"
        )
        assert fetched.licence in fetched.note
        again = fetch(name, kept, url, archive, package=UNUSED)
        assert again.path == fetched.path

    @pytest.mark.parametrize("name", ["ml-latest-small", "ml-1m"])
    def test_stands_in_for_no_other_set(self, archive, kept, monkeypatch, name):
        monkeypatch.setattr(subprocess, "run", None)
        with pytest.raises(ProviderError, match="cannot be reached"):
            fetch(name, kept, "http://127.0.0.1:9", archive)

    def test_another_wheel_is_refused(self, archive, kept, no_index, tmp_path):
        package = replace(write_wheel(no_index, tmp_path), sha256="0" * 64)
        reason = "No ratings could be fetched: .*; and The wheel of tinyset 1.0 has the sha256"
        with pytest.raises(ProviderError, match=reason):
            fetch("auto", kept, "http://127.0.0.1:9", archive, package=package, timeout_s=2)
        assert list(kept.iterdir()) == []

    def test_no_network_at_all_is_told_in_one_sentence(self, archive, kept, no_index):
        with pytest.raises(ProviderError) as caught:
            fetch("auto", kept, "http://127.0.0.1:9", archive, timeout_s=2)
        text = str(caught.value)
        assert text.startswith("No ratings could be fetched: 127.0.0.1:9 cannot be reached")
        assert "pip could not fetch no-such-package 1.0 (No matching distribution" in text
        assert "\n" not in text

    def test_an_incomplete_set_is_refused(self, archive, kept, no_index, tmp_path):
        package = write_wheel(no_index, tmp_path)
        sets = {**data_sets(archive), "ml-100k": DATA_SETS["ml-100k"]}
        with pytest.raises(ProviderError, match=r"ml-100k in tinyset 1\.0 is not complete"):
            fetch_ratings("auto", kept, "http://127.0.0.1:9", 2, data_sets=sets, package=package)

    def test_a_wheel_without_the_files(self, no_index, tmp_path, kept):
        package = replace(write_wheel(no_index, tmp_path), files=("tinyset/gone",))
        with pytest.raises(ProviderError, match="does not hold what it should"):
            fetch_package_files(package, kept, 2)

    def test_files_that_are_too_large(self, no_index, tmp_path, kept, monkeypatch):
        monkeypatch.setattr(package_file, "_MAX_BYTES", 10)
        with pytest.raises(ProviderError, match="too large to be meant"):
            fetch_package_files(write_wheel(no_index, tmp_path), kept, 2)

    def test_a_folder_that_cannot_be_written(self, no_index, tmp_path):
        (tmp_path / "file").touch()
        with pytest.raises(ProviderError, match="cannot be written"):
            fetch_package_files(write_wheel(no_index, tmp_path), tmp_path / "file", 2)

    @pytest.mark.parametrize(
        ("outcome", "reason"),
        [
            (subprocess.TimeoutExpired("pip", 1), "pip did not fetch recbole 1.2.1 within 15 s"),
            (
                PermissionError(13, "Permission denied"),
                r"pip cannot be started \(Permission denied\)",
            ),
            (1, r"pip could not fetch recbole 1.2.1 \(no reason\)"),
            (0, r"pip fetched no wheel of recbole 1.2.1"),
        ],
    )
    def test_pip_in_trouble(self, kept, monkeypatch, outcome, reason):
        def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
            assert command[:3] == [sys.executable, "-m", "pip"]
            assert "--no-deps" in command
            if isinstance(outcome, int):
                return subprocess.CompletedProcess(command, outcome, "", "")
            raise outcome

        monkeypatch.setattr(subprocess, "run", run)
        with pytest.raises(ProviderError, match=reason):
            fetch_package_files(RECBOLE, kept, 1)


def test_every_known_set_is_pinned():
    assert set(DATA_SETS) == {"ml-latest-small", "ml-100k", "ml-1m", "ml-32m"}
    for name, known in DATA_SETS.items():
        assert known.size == SIZES[name]
        assert len(known.digest) == {"md5": 32, "sha256": 64}[known.algorithm]
