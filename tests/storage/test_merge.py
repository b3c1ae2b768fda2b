from dataclasses import fields, replace

import pytest
from hypothesis import given, settings

from matinee.data import ContentNotes, Critics, Movie, MovieRecord, Profile, title_key
from matinee.storage.merge import FIRST_WINS, NEWEST_WINS, merge
from tests.kit.factories import MATRIX, movie_records

# drawing a record takes longer than merging it
few = settings(max_examples=50, deadline=None)


def stored(record: MovieRecord) -> Movie:
    values = {field.name: getattr(record, field.name) for field in fields(MovieRecord)}
    return Movie(movie_id=1, **values)


def test_every_field_has_a_rule():
    others = {"title", "aliases", "critics", "profile", "source", "movie_id"}
    assert {*NEWEST_WINS, *FIRST_WINS, *others} == {field.name for field in fields(Movie)}


@few
@given(movie_records, movie_records)
def test_merging_again_changes_nothing(record, told):
    once = merge(stored(record), told)
    assert merge(once, told) == once


@few
@given(movie_records)
def test_an_empty_record_changes_nothing(record):
    empty = MovieRecord(title=record.title, overview=" ", tagline="", poster_url="")
    assert merge(stored(record), empty) == stored(record)


@few
@given(movie_records, movie_records)
def test_nothing_known_is_lost(record, told):
    before, after = stored(record), merge(stored(record), told)
    for name in (*NEWEST_WINS, *FIRST_WINS):
        if getattr(before, name) not in {None, "", ()}:
            assert getattr(after, name) not in {None, "", ()}
    assert set(before.aliases) <= set(after.aliases)


def test_the_newest_text_wins_and_the_first_facts_stay():
    told = MovieRecord(
        title="The Matrix",
        year=2000,
        overview="Another overview.",
        runtime_min=140,
        genres=("Drama",),
        tmdb_id=604,
        imdb_id="tt9999999",
        critics=Critics(metacritic=1, rt_reviews=2),
    )
    after = merge(stored(MATRIX), told)
    assert after == replace(
        stored(MATRIX), overview="Another overview.", runtime_min=140, tmdb_id=604
    )


def test_what_was_not_known_is_filled():
    bare = stored(MovieRecord(title="The Matrix", source="movielens"))
    after = merge(bare, MATRIX)
    assert after == replace(stored(MATRIX), source="movielens", aliases=("Матрица",))


def test_a_figure_of_zero_tells_something():
    after = merge(stored(MovieRecord(title="Heat")), MovieRecord(title="Heat", oscars=0))
    assert after.oscars == 0


def test_each_critic_is_filled_on_its_own():
    before = stored(MovieRecord(title="Heat", critics=Critics(metacritic=76)))
    after = merge(before, MovieRecord(title="Heat", critics=Critics(metacritic=1, rt_meter=88)))
    assert after.critics == Critics(metacritic=76, rt_meter=88)


@few
@given(movie_records, movie_records)
def test_titles_of_one_key_are_one(record, told):
    known = {title_key(title) for title in (record.title, *record.aliases)}
    added = merge(stored(record), told).aliases[len(record.aliases) :]
    keys = [title_key(title) for title in added]
    assert len(set(keys)) == len(keys)
    assert not known & set(keys)


NOTES = ContentNotes(violence=0, sex=0, fear=0, language=0)
BY_HAND = Profile(premise="One.", tags=("heist",), notes=NOTES)
GENERATED = Profile(premise="Two.", tags=("paris",), notes=NOTES, generated_by="a model")


@pytest.mark.parametrize(
    ("known", "told", "kept"),
    [
        (None, BY_HAND, BY_HAND),
        (BY_HAND, None, BY_HAND),
        (BY_HAND, GENERATED, BY_HAND),
        (GENERATED, BY_HAND, BY_HAND),
        (BY_HAND, replace(BY_HAND, premise="Three."), replace(BY_HAND, premise="Three.")),
        (GENERATED, replace(GENERATED, premise="Four."), replace(GENERATED, premise="Four.")),
    ],
    ids=[
        "new",
        "nothing told",
        "a model after a person",
        "a person after a model",
        "newer",
        "again",
    ],
)
def test_what_a_person_wrote_is_not_replaced_by_a_model(known, told, kept):
    merged = merge(
        stored(MovieRecord(title="A", profile=known)), MovieRecord(title="A", profile=told)
    )
    assert merged.profile == kept
