import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.data import FAMILY, MovieRecord
from matinee.errors import DataError
from matinee.service import MovieQuery, list_tags, search_by_sentence
from matinee.service.plots import read_meanings
from matinee.service.search import NOTHING, ONLY_WORDS
from tests.kit.cinema import ROWS, movie_id
from tests.kit.cinema_profiles import PROFILES


def titles(answer) -> list[str]:
    return [hit.view.movie.title for hit in answer.hits]


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("a computer expert finds out that the whole world is fake", "The Matrix"),
        ("a timid fish looks for his child in the sea", "Finding Nemo"),
        ("bookseller falls in love with a famous actress", "Notting Hill"),
        ("an old outlaw goes after cowboys for the bounty", "Unforgiven"),
        ("toys that come to life", "Toy Story"),
        ("crew hunted by something in space", "Alien"),
        ("queen-to-be plays truant in Italy", "Roman Holiday"),
    ],
)
def test_a_sentence_finds_its_movie_first(matinee, sentence, title):
    answer = search_by_sentence(matinee, sentence, n=5)
    assert titles(answer)[0] == title
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    assert answer.notes == ()


@pytest.mark.parametrize(
    ("name", "first", "by"),
    [
        ("the matrix", ["The Matrix"], "title"),
        ("Amelie", ["Amélie"], "title"),
        ("solaris 1972", ["Solaris"], "title"),
        ("le fabuleux destin d'amelie poulain", ["Amélie"], "title"),
        ("finding nmo", ["Finding Nemo"], "title"),
        ("toy story", ["Toy Story", "Toy Story 2"], "title"),
        ("films by Ridley Scott", ["Blade Runner", "Alien"], "person"),
        ("wachowski", ["The Matrix", "The Matrix Reloaded"], "person"),
    ],
)
def test_titles_and_people_come_first_where_the_words_are_a_name(matinee, name, first, by):
    hits = search_by_sentence(matinee, name).hits[: len(first)]
    assert {hit.view.movie.title for hit in hits} == set(first)
    assert all(hit.found_by[0] == by for hit in hits)


def test_a_year_picks_among_namesakes(matinee):
    for year in (1972, 2002):
        for name in (f"Solaris ({year})", f"solaris {year}"):
            hit = search_by_sentence(matinee, name).hits[0]
            assert (hit.view.movie.title, hit.view.movie.year) == ("Solaris", year)


def test_a_person_inside_a_sentence_leads_without_being_alone(matinee):
    answer = search_by_sentence(matinee, "future police story by Ridley Scott in the rain")
    assert titles(answer)[0] == "Blade Runner"
    assert "person" in answer.hits[0].found_by
    assert "Directed by Ridley Scott" in answer.hits[0].why


def test_years_and_genres_that_are_spoken_of_lead(matinee):
    answer = search_by_sentence(matinee, "western from the 1950s", n=4)
    assert set(titles(answer)) == {"The Searchers", "High Noon", "Rio Bravo", "Shane"}
    assert all("Western; of 195" in hit.why for hit in answer.hits)


def test_filters_hold_for_every_result_names_too(matinee):
    filters = MovieQuery(year_to=1980)
    found = search_by_sentence(matinee, "the matrix in outer space", n=20, filters=filters)
    assert found.hits
    assert all((hit.view.movie.year or 0) <= 1980 for hit in found.hits)
    assert "The Matrix" not in titles(search_by_sentence(matinee, "the matrix", filters=filters))
    mentioned = "a future police story by Ridley Scott in the rain"
    assert "Blade Runner" not in titles(search_by_sentence(matinee, mentioned, filters=filters))
    family = MovieQuery(limits=FAMILY)
    found = search_by_sentence(matinee, "space", n=20, filters=family)
    assert set(titles(found)) <= PROFILES.keys()
    assert "Star Wars" in titles(found)
    assert "Alien" not in titles(found)
    tagged = MovieQuery(tags=("chosen one", "gunfights"))
    assert titles(search_by_sentence(matinee, "story", filters=tagged)) in ([], ["The Matrix"])
    assert titles(search_by_sentence(matinee, "hacker", filters=tagged)) == ["The Matrix"]


def test_an_unknown_tag_is_named(matinee):
    answer = search_by_sentence(matinee, "hacker", filters=MovieQuery(tags=("chosen won",)))
    assert answer.hits == ()
    assert answer.notes == (
        "No movie has the tag 'chosen won'; /api/v1/tags lists the tags.",
        NOTHING,
    )


@pytest.mark.parametrize("text", ["xqzw vbnk", '"', "!?"])
def test_nothing_is_said_to_be_nothing(matinee, text):
    answer = search_by_sentence(matinee, text)
    assert (answer.hits, answer.notes) == ((), (NOTHING,))


def test_without_vectors_words_are_looked_for(matinee, home):
    shutil.rmtree(home / "artifacts" / "vectors")
    answer = search_by_sentence(matinee, "hacker in a simulation")
    assert answer.notes == (ONLY_WORDS,)
    assert titles(answer)[0] == "The Matrix"
    assert all("meaning" not in hit.found_by for hit in answer.hits)


def test_plots_that_came_later_are_encoded_when_they_are_first_needed(matinee, home):
    meanings = read_meanings(matinee)
    assert meanings is not None
    assert len(meanings.plots) >= len(PROFILES)
    plot = "Two lighthouse keepers go mad in a storm."
    with matinee.database.begin() as work:
        late = work.movies.add([MovieRecord(title="The Lamp", overview=plot)])[0]
    matinee.reload()
    answer = search_by_sentence(matinee, "keepers alone on a rock lose their minds")
    assert answer.hits[0].view.movie.movie_id == late
    shutil.rmtree(home / "artifacts" / "plots")
    matinee.reload()
    answer = search_by_sentence(matinee, "keepers alone on a rock lose their minds")
    assert answer.hits[0].view.movie.movie_id == late


def test_a_changed_plot_is_found_by_its_words_at_once(matinee):
    number = movie_id("Shane")
    with matinee.database.begin() as work:
        work.movies.merge(number, MovieRecord(title="Shane", overview="A zeppelin lands."))
    assert search_by_sentence(matinee, "zeppelin").hits[0].view.movie.movie_id == number


def test_n_is_kept_and_checked(matinee):
    assert len(search_by_sentence(matinee, "a woman in love", n=3).hits) == 3
    for n in (0, 101):
        with pytest.raises(DataError, match="n must be 1 to 100"):
            search_by_sentence(matinee, "love", n=n)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=300).filter(lambda text: text.replace("\0", " ").strip()))
def test_whatever_is_typed_is_answered(matinee, text):
    answer = search_by_sentence(matinee, text, n=100)
    numbers = [hit.view.movie.movie_id for hit in answer.hits]
    assert len(numbers) == len(set(numbers)) <= len(ROWS)
    assert all(hit.found_by and hit.why.endswith(".") for hit in answer.hits)
    assert answer.hits or NOTHING in answer.notes


def test_tags_have_a_group_a_definition_and_their_movies(matinee):
    tags = {tag.name: tag for tag in list_tags(matinee)}
    assert tags["chosen one"].n_movies == 2
    assert all(tag.group and tag.definition for tag in tags.values())
    assert sum(tag.n_movies for tag in tags.values()) == sum(
        len(profile.tags) for profile in PROFILES.values()
    )
