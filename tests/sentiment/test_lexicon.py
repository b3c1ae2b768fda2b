import tomllib

import pytest

from matinee import starter
from matinee.data import ASPECTS
from matinee.errors import ArtifactError
from matinee.sentiment.lexicon import FILE, Lexicon, expand, shipped_lexicon


def write(path, **aspects):
    empty: dict[str, list[str]] = {"seeds": [], "widened": [], "vetoes": []}
    lines = []
    for aspect in ASPECTS:
        lines.append(f"[{aspect}]")
        entry = empty | aspects.get(aspect, {})
        lines += [f"{name} = {phrases}" for name, phrases in entry.items()]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def lexicon(tmp_path):
    return Lexicon.read(
        write(
            tmp_path / "small.toml",
            story={"seeds": ["story", "plot"], "vetoes": ["toy story"]},
            pace={"seeds": ["too|so slow", "slow"], "widened": ["brisk"]},
            music={"seeds": ["score by", "scores"], "vetoes": ["score"]},
        )
    )


def found(lexicon, text):
    return [match.group() for match in lexicon.pattern.finditer(text)]


def test_every_choice_is_a_phrase(lexicon):
    assert lexicon.aspects["too slow"] == lexicon.aspects["so slow"] == (ASPECTS.index("pace"),)


def test_the_longest_phrase_at_a_place_wins(lexicon):
    assert found(lexicon, "too slow, slow") == ["too slow", "slow"]


def test_a_veto_hides_what_is_in_it(lexicon):
    assert found(lexicon, "toy story has a story") == ["toy story", "story"]
    assert lexicon.aspects["toy story"] == ()


def test_only_whole_words_are_found(lexicon):
    assert found(lexicon, "history, slowly, plots, brisker") == []


def test_a_longer_phrase_that_breaks_off_gives_way_to_the_shorter(lexicon):
    assert found(lexicon, "the score bypasses all scores") == ["score", "scores"]


def test_blanks_in_a_phrase_may_be_many(lexicon):
    assert found(lexicon, "too \n slow") == ["too \n slow"]


def test_the_version_follows_the_file(tmp_path, lexicon):
    other = Lexicon.read(write(tmp_path / "other.toml", story={"seeds": ["tale"]}))
    assert other.version != lexicon.version
    assert lexicon.version.startswith("aspects-")


@pytest.mark.parametrize("content", ["[story", "[story]\nseeds = []\n", ""])
def test_a_file_that_is_no_lexicon_is_refused(tmp_path, content):
    path = tmp_path / "bad.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ArtifactError, match=r"bad\.toml"):
        Lexicon.read(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ArtifactError, match="cannot be read"):
        Lexicon.read(tmp_path / "none.toml")


def test_the_shipped_lexicon_finds_every_phrase_of_its_own():
    words = shipped_lexicon()
    missed = [phrase for phrase in words.aspects if found(words, phrase) != [phrase]]
    assert missed == []
    assert {place for places in words.aspects.values() for place in places} == set(range(12))


def test_no_phrase_is_both_sought_and_vetoed():
    told = tomllib.loads(starter.file(FILE).read_text("utf-8"))
    sought = {p for entry in told.values() for p in expand(entry["seeds"] + entry["widened"])}
    vetoed = {p for entry in told.values() for p in expand(entry["vetoes"])}
    assert sought & vetoed == set()
