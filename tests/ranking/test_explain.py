import re

import pytest

from matinee.data import ASPECTS, ContentNotes, MovieRecord, Profile
from matinee.ingest import read_vocabulary
from matinee.ranking import Part, explain
from matinee.ranking.explain import UNTELLING

ALIEN = MovieRecord(
    title="Alien",
    year=1979,
    genres=("Science Fiction", "Horror"),
    directors=("Ridley Scott",),
    cast=("Sigourney Weaver",),
)
RUNNER = MovieRecord(
    title="Blade Runner", year=1982, genres=("Science Fiction",), directors=("Ridley Scott",)
)
ALIENS = MovieRecord(
    title="Aliens",
    year=1986,
    genres=("Action",),
    directors=("James Cameron",),
    cast=("Sigourney Weaver",),
)
ABOUT = (Part("about", 0.7),)
BOTH = (Part("about", 0.4), Part("audience", 0.5))


def test_names_the_director_the_genre_and_the_audience():
    text = explain(ALIEN, RUNNER, BOTH, liked=0.91, n_opinions=120)
    assert text == (
        "Liked by the same people; also directed by Ridley Scott; "
        "also science fiction from 1982; 9 in 10 liked it."
    )


def test_names_the_cast_where_the_director_is_another():
    assert "Also with Sigourney Weaver" in explain(ALIEN, ALIENS, ABOUT, liked=0.5, n_opinions=9)


def test_does_not_claim_the_same_people_for_a_small_part():
    parts = (Part("about", 0.9), Part("audience", 0.1))
    assert "same people" not in explain(ALIEN, RUNNER, parts, liked=0.5, n_opinions=0)


def test_tells_no_share_of_viewers_from_a_handful():
    assert "in 10" not in explain(ALIEN, RUNNER, ABOUT, liked=0.9, n_opinions=4)


@pytest.mark.parametrize(
    ("praised", "words"),
    [
        (("pace",), "viewers of both praised the pace;"),
        (("music", "emotion"), "viewers of both praised the music and how moving it is;"),
        (("story", "acting", "pace"), "viewers of both praised the story and the acting;"),
        (("family-friendliness",), "praised how well it suits families;"),
    ],
)
def test_names_what_viewers_of_both_praised(praised, words):
    text = explain(ALIEN, RUNNER, ABOUT, liked=0.9, n_opinions=9, praised=praised)
    assert words in text


def test_every_aspect_reads_after_praised():
    for aspect in ASPECTS:
        text = explain(ALIEN, RUNNER, ABOUT, liked=0.5, n_opinions=9, praised=[aspect])
        assert re.search(r"viewers of both praised (the|how) [a-z ]+\.$", text)


def test_without_shared_praise_none_is_claimed():
    assert "praised" not in explain(ALIEN, RUNNER, ABOUT, liked=0.9, n_opinions=9)


def test_a_cool_reception_is_no_reason():
    assert "in 10" not in explain(ALIEN, RUNNER, ABOUT, liked=0.4, n_opinions=300)


@pytest.mark.parametrize("parts", [ABOUT, (Part("reception", 1.0),), ()])
def test_is_a_sentence_even_where_nothing_is_shared(parts):
    text = explain(MovieRecord(title="A"), MovieRecord(title="B"), parts, liked=0, n_opinions=0)
    assert text[0].isupper()
    assert text.endswith(".")


def told(*tags):
    notes = ContentNotes(violence=0, sex=0, fear=0, language=0)
    profile = Profile(premise="…", tags=tags, notes=notes)
    return MovieRecord(title="A", profile=profile, keywords=("paris",), genres=("Crime",))


def test_shared_tags_come_before_keywords_most_telling_for_both_first():
    one = told("heist", "dry humour", "1970s", "betrayal", "paris")
    other = told("betrayal", "heist", "dry humour", "1970s", "london")
    text = explain(one, other, ABOUT, liked=0, n_opinions=0)
    assert text == "Also: heist, betrayal, dry humour."


def test_tags_that_say_nothing_of_the_story_are_not_told():
    one = told("film series", "blockbuster", "based on a novel")
    assert "Also about paris" in explain(one, one, ABOUT, liked=0, n_opinions=0)


def test_tags_that_say_nothing_are_tags_of_the_vocabulary():
    assert set(read_vocabulary().group_of) >= UNTELLING


def test_shared_keywords_come_before_genres():
    one = MovieRecord(title="A", keywords=("heist", "paris"), genres=("Crime",))
    other = MovieRecord(title="B", keywords=("paris", "heist"), genres=("Crime",))
    assert "Also about paris and heist" in explain(one, other, ABOUT, liked=0, n_opinions=0)
