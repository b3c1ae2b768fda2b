"""An installation that lacks what can be asked for; import the fixtures into a test module."""

import shutil
from dataclasses import replace

import pytest

from matinee.config import Settings
from matinee.data import Critics
from matinee.service import build, enrich_source
from matinee.service.encode import encode_catalogue
from matinee.service.enrich import enrich
from matinee.service.enrich_source import SOURCES, build_source
from tests.kit.cinema import records
from tests.kit.tmdb import script_tmdb

SECRET = "s3cret-k3y"  # noqa: S105 - no key of anyone
#: Movies of the installation: the first of the kit, with nothing that could be asked for.
N = 16


@pytest.fixture(scope="module")
def bare_home(tmp_path_factory):
    """An installation without overviews, posters, keywords and profiles."""
    home = tmp_path_factory.mktemp("bare")
    matinee = build(Settings(home=home))
    bare = [
        replace(
            record,
            overview=None,
            profile=None,
            keywords=(),
            # the later, the more popular
            critics=Critics(rt_meter=90, rt_average=8, rt_reviews=10 * number),
        )
        for number, record in enumerate(records()[:N], start=1)
    ]
    with matinee.database.begin() as work:
        work.movies.add(bare)
        work.movies.refresh_popularity()
    encode_catalogue(matinee)
    matinee.close()
    return home


@pytest.fixture
def home(bare_home, tmp_path):
    return shutil.copytree(bare_home, tmp_path / "home")


@pytest.fixture
def tmdb(server):
    script_tmdb(server)
    return server


@pytest.fixture
def opened(home, server, monkeypatch):
    """``opened(omdb_api_key="k", …)``: the kit's installation with more settings."""
    made = []
    # the pace itself is tested where it is made
    monkeypatch.setattr(enrich_source, "PER_SECOND", dict.fromkeys(SOURCES, 1e6))

    def make(**more):
        given = {"tmdb_api_key": SECRET, "tmdb_url": server.url}
        made.append(build(Settings(home=home, timeout_s=1, **(given | more))))
        return made[-1]

    yield make
    for matinee in made:
        matinee.close()


@pytest.fixture
def matinee(opened):
    return opened()


def run(matinee, name=None, **more):
    return enrich(matinee, build_source(matinee.settings, name), **more)


def movies(matinee):
    with matinee.database.read() as work:
        return list(work.movies.iter_all())


def meta(matinee, key):
    with matinee.database.read() as work:
        return work.meta.get(key)


def cache_file(matinee, name="tmdb"):
    return matinee.settings.downloads / "enrich" / f"{name}.jsonl"
