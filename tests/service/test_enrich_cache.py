import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.data import ContentNotes, Movie, MovieRecord, Profile, Vocabulary
from matinee.errors import MatineeError
from matinee.service.enrich_cache import LASTS_S, EnrichCache, _read, movie_key

TAGS = tuple(f"tag {n}" for n in range(8))
VOCABULARY = Vocabulary({"theme": dict.fromkeys(TAGS, "What it says.")})
FULL = MovieRecord(
    title="",
    overview='A plot with "quotes",\nlines and Amélie.',
    tagline="T",
    keywords=("sea", "lighthouse"),
    poster_url="https://images.example/p.jpg",
    runtime_min=100,
    tmdb_id=5,
    imdb_rating=7.5,
    profile=Profile(
        premise=" ".join(["word"] * 30),
        tags=TAGS,
        notes=ContentNotes(violence=0, sex=1, fear=2, language=3),
        generated_by="openai:m",
    ),
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(), values, max_size=3),
    max_leaves=6,
)


def open_cache(folder, name="tmdb"):
    return EnrichCache.open(folder, name, VOCABULARY)


def found(folder, key, name="tmdb"):
    with open_cache(folder, name) as cache:
        answer = cache.get(key)
    assert answer is not None
    return answer.found


def test_answers_are_there_again(tmp_path):
    with open_cache(tmp_path / "new") as cache:
        cache.add("tt1", FULL)
        cache.add("tt2", None)
        cache.add("tt3", MovieRecord(title="", overview="A plot."))
        assert cache.get("tt1") is not None
    assert found(tmp_path / "new", "tt1") == FULL
    assert found(tmp_path / "new", "tt2") is None
    assert found(tmp_path / "new", "tt3") == MovieRecord(title="", overview="A plot.")


def test_answers_are_on_disk_before_the_cache_is_closed(tmp_path):
    cache = open_cache(tmp_path)
    cache.add("tt1", FULL)
    assert found(tmp_path, "tt1") == FULL
    cache.__exit__(None, None, None)


def test_the_last_answer_counts(tmp_path):
    with open_cache(tmp_path) as cache:
        cache.add("tt1", None)
        cache.add("tt1", FULL)
    assert found(tmp_path, "tt1") == FULL


def test_sources_are_kept_apart(tmp_path):
    with open_cache(tmp_path) as cache:
        cache.add("tt1", FULL)
    with open_cache(tmp_path, "omdb") as other:
        assert other.get("tt1") is None


def test_what_a_stop_cut_off_is_dropped_and_the_rest_stays(tmp_path):
    with open_cache(tmp_path) as cache:
        cache.add("tt1", FULL)
        cache.add("tt2", FULL)
    path = tmp_path / "tmdb.jsonl"
    path.write_bytes(path.read_bytes()[:-7])
    with open_cache(tmp_path) as cache:
        assert cache.get("tt1") is not None
        assert cache.get("tt2") is None
        cache.add("tt3", FULL)
    assert found(tmp_path, "tt3") == FULL
    assert len(path.read_text().splitlines()) == 2


@pytest.mark.parametrize(("age_s", "kept"), [(LASTS_S - 60, True), (LASTS_S + 60, False)])
def test_answers_last_thirty_days(tmp_path, age_s, kept):
    line = {"key": "tt1", "at": time.time() - age_s, "found": None}
    (tmp_path / "tmdb.jsonl").write_text(json.dumps(line) + "\n")
    with open_cache(tmp_path) as cache:
        assert (cache.get("tt1") is not None) is kept


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", "3", "null", '{"key": "tt1"}', '{"key": "tt1", "at": "x", "found": null}',
     '{"key": "tt1", "at": NOW, "found": 3}', '{"key": "tt1", "at": NOW, "found": {"overview": 3}}',
     '{"key": "tt1", "at": NOW, "found": {"keywords": [3]}}', '{"key": 3, "at": NOW, "found": {}}',
     '{"key": "tt1", "at": NOW, "found": {"tmdb_id": true}}', "[" * 5000, "\0\ufffd",
     '{"key": "tt1", "at": NOW, "found": {"profile": {"premise": "x"}}}',
     '{"key": "tt1", "at": NOW, "found": {"profile": {"generated_by": "m", "premise": "x"}}}'],
)  # fmt: skip
def test_lines_that_are_none_are_dropped(tmp_path, line):
    sound = {"key": "tt2", "at": int(time.time()), "found": None}
    text = line.replace("NOW", str(int(time.time())))
    (tmp_path / "tmdb.jsonl").write_text(f"{text}\n{json.dumps(sound)}\n")
    with open_cache(tmp_path) as cache:
        assert cache.get("tt1") is None
        assert cache.get("tt2") is not None
    assert (tmp_path / "tmdb.jsonl").read_text() == f"{json.dumps(sound)}\n"


@given(
    json_values
    | st.fixed_dictionaries({"key": json_values, "at": json_values, "found": json_values})
    | st.builds(
        lambda found: {"key": "tt1", "at": time.time(), "found": found},
        st.dictionaries(
            st.sampled_from(["overview", "keywords", "tmdb_id", "imdb_rating", "profile"]),
            json_values,
        ),
    )
)
def test_any_line_is_an_answer_or_none(value):
    entry = _read(json.dumps(value), VOCABULARY)
    if entry is not None:
        assert isinstance(entry[0], str)


def test_a_profile_of_another_vocabulary_is_dropped(tmp_path):
    with open_cache(tmp_path) as cache:
        cache.add("tt1", FULL)
    with EnrichCache.open(tmp_path, "tmdb", Vocabulary({"theme": {"sea": "Water."}})) as cache:
        assert cache.get("tt1") is None


def test_a_folder_that_cannot_be_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(MatineeError, match=r"cannot be used \(\w"):
        open_cache(tmp_path / "file")


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"imdb_id": "tt0000001", "tmdb_id": 5}, "tt0000001"),
        ({"tmdb_id": 5}, "tmdb:5"),
        ({}, "Alien (1979)"),
    ],
)
def test_keys(more, key):
    assert movie_key(Movie(movie_id=1, title="Alien", year=1979, **more)) == key
