import re

import pytest

from matinee.data import ASPECTS, ContentNotes, MovieRecord, Profile
from matinee.ingest import read_vocabulary
from matinee.ranking import Opinions, Part, explain, explain_for, explain_most_seen
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
HISTORY = (Part("audience", 0.5), Part("text", 0.2), Part("reception", 0.2))
FOR_KIND = (Part("audience", 0.3), Part("genres", 0.3))


def test_names_the_director_the_genre_and_the_audience():
    text = explain(ALIEN, RUNNER, BOTH, Opinions(liked=0.91, n=120))
    assert text == (
        "Liked by the same people; also by Ridley Scott; "
        "also science fiction from 1982; 9 in 10 viewers liked it."
    )


def test_names_the_cast_where_the_director_is_another():
    assert "Also with Sigourney Weaver" in explain(ALIEN, ALIENS, ABOUT, Opinions(liked=0.5, n=9))


def test_does_not_claim_the_same_people_for_a_small_part():
    parts = (Part("about", 0.9), Part("audience", 0.1))
    assert "same people" not in explain(ALIEN, RUNNER, parts, Opinions(liked=0.5, n=0))


def test_tells_no_share_of_viewers_from_a_handful():
    assert "in 10" not in explain(ALIEN, RUNNER, ABOUT, Opinions(liked=0.9, n=4))


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
    text = explain(ALIEN, RUNNER, ABOUT, Opinions(liked=0.9, n=9), praised=praised)
    assert words in text


def test_every_aspect_reads_after_praised():
    for aspect in ASPECTS:
        text = explain(ALIEN, RUNNER, ABOUT, Opinions(liked=0.5, n=9), praised=[aspect])
        assert re.search(r"viewers of both praised (the|how) [a-z ]+\.$", text)


def test_without_shared_praise_none_is_claimed():
    assert "praised" not in explain(ALIEN, RUNNER, ABOUT, Opinions(liked=0.9, n=9))


def test_a_cool_reception_is_no_reason():
    assert "in 10" not in explain(ALIEN, RUNNER, ABOUT, Opinions(liked=0.4, n=300))


@pytest.mark.parametrize("parts", [ABOUT, (Part("reception", 1.0),), ()])
def test_is_a_sentence_even_where_nothing_is_shared(parts):
    text = explain(MovieRecord(title="A"), MovieRecord(title="B"), parts, Opinions(liked=0, n=0))
    assert text[0].isupper()
    assert text.endswith(".")


def told(*tags):
    notes = ContentNotes(violence=0, sex=0, fear=0, language=0)
    profile = Profile(premise="…", tags=tags, notes=notes)
    return MovieRecord(title="A", profile=profile, keywords=("paris",), genres=("Crime",))


def test_shared_tags_come_before_keywords_most_telling_for_both_first():
    one = told("heist", "dry humour", "1970s", "betrayal", "paris")
    other = told("betrayal", "heist", "dry humour", "1970s", "london")
    text = explain(one, other, ABOUT, Opinions(liked=0, n=0))
    assert text == "Also: heist, betrayal, dry humour."


def test_tags_that_say_nothing_of_the_story_are_not_told():
    one = told("film series", "blockbuster", "based on a novel")
    assert "Also about paris" in explain(one, one, ABOUT, Opinions(liked=0, n=0))


def test_tags_that_say_nothing_are_tags_of_the_vocabulary():
    assert set(read_vocabulary().group_of) >= UNTELLING


def test_shared_keywords_come_before_genres():
    one = MovieRecord(title="A", keywords=("heist", "paris"), genres=("Crime",))
    other = MovieRecord(title="B", keywords=("paris", "heist"), genres=("Crime",))
    assert "Also about paris and heist" in explain(one, other, ABOUT, Opinions(liked=0, n=0))


def test_says_how_often_where_it_is_often():
    def text(times):
        return explain(ALIEN, RUNNER, BOTH, Opinions(), liked_together=times)

    assert text(3.2).startswith("Those who like Alien are 3 times as likely to like it; also by")
    assert text(2.0).startswith("Those who like Alien are twice as likely to like it; ")
    assert text(1.3).startswith("Liked by the same people; ")
    # nothing is said of people where they hardly counted
    assert "like" not in explain(ALIEN, RUNNER, ABOUT, Opinions(), liked_together=3.0)


@pytest.mark.parametrize(
    ("opinions", "words"),
    [
        (Opinions(liked=0.97, n=90), "nearly all viewers liked it."),
        (Opinions(liked=0.8, n=90, critics_only=True), "8 in 10 critics liked it."),
        (Opinions(liked=0.66, n=5), "7 in 10 viewers liked it."),
    ],
)
def test_tells_who_liked_it(opinions, words):
    assert explain(ALIEN, RUNNER, ABOUT, opinions).endswith(f"; {words}")


def test_a_movie_that_nobody_rated_says_so_after_its_reasons():
    unrated = Opinions(unrated=True)
    for text in (
        explain(ALIEN, RUNNER, ABOUT, unrated),
        explain_for([ALIEN], RUNNER, HISTORY, unrated),
    ):
        assert "lso by Ridley Scott" in text
        assert text.endswith("; nobody here has rated it yet.")


def test_names_what_was_liked_who_made_both_and_how_it_was_received():
    text = explain_for([ALIENS, ALIEN], RUNNER, HISTORY, Opinions(liked=0.9, n=100))
    assert text == (
        "Because you liked Aliens and Alien; also by Ridley Scott; "
        "also science fiction from 1982; 9 in 10 viewers liked it."
    )


def test_names_two_at_most_and_people_of_no_other():
    others = [MovieRecord(title="One"), MovieRecord(title="Two"), ALIEN]
    text = explain_for(others, RUNNER, HISTORY, Opinions())
    assert text.startswith("Because you liked One and Two")
    assert "Alien" not in text
    assert "Ridley Scott" not in text


def test_one_of_many_is_named_as_such():
    text = explain_for([], RUNNER, HISTORY, Opinions(), most=ALIEN)
    assert text.startswith("Fits much of what you liked, Alien most of all; also by Ridley Scott")


@pytest.mark.parametrize(
    ("genres", "words"),
    [
        (("Science Fiction",), "science fiction is a kind you like"),
        (("Horror", "Science Fiction"), "horror and science fiction are kinds you like"),
    ],
)
def test_genres_are_told_once_and_only_those_of_what_was_liked(genres, words):
    pick = MovieRecord(title="A", genres=(*genres, "Musical"))
    text = explain_for([ALIEN], pick, FOR_KIND, Opinions())
    assert text == f"Because you liked Alien; {words}."


def test_where_audiences_are_nearly_all_of_it_they_come_first():
    parts = (Part("audience", 0.01), Part("reception", 0.2))
    text = explain_for([ALIEN], MovieRecord(title="A"), parts, Opinions(liked=0.8, n=50))
    assert text == "8 in 10 viewers liked it; and you liked Alien."


@pytest.mark.parametrize("named", [[], [MovieRecord(title="A")]])
@pytest.mark.parametrize("parts", [(), (Part("chance", 1.0),), (Part("genres", 1.0),)])
def test_is_a_sentence_even_for_movies_of_which_nothing_is_known(named, parts):
    text = explain_for(named, MovieRecord(title="B"), parts, Opinions())
    assert re.fullmatch(r"[A-Z].+\.", text)


def test_without_anything_liked_it_says_that_many_have_seen_it():
    assert explain_most_seen(Opinions()) == "Among the most seen."
    assert explain_most_seen(Opinions(liked=0.9, n=9)) == (
        "Among the most seen; 9 in 10 viewers liked it."
    )
