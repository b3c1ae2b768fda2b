import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.config import Settings
from matinee.data import MovieRecord
from matinee.errors import DataError, NotFittedError, UnknownIdError
from matinee.service import (
    Dials,
    Filters,
    Rated,
    Wish,
    build,
    recommend_for_history,
    recommend_for_user,
    train,
)
from matinee.service.encode import encode_catalogue
from matinee.service.for_history import LIKE, MAX_HISTORY
from tests.kit.cinema import ROWS, movie_id
from tests.kit.factories import rating_set

WESTERNS = ["Unforgiven", "The Searchers", "High Noon"]


def liked(*titles):
    return [Rated(movie_id(title), LIKE) for title in titles]


def ids(found):
    return [pick.view.movie.movie_id for pick in found.picks]


def test_who_likes_westerns_gets_westerns_that_they_have_not_seen(matinee):
    found = recommend_for_history(matinee, liked(*WESTERNS), Wish(n=3))
    assert set(ids(found)) == {movie_id("Rio Bravo"), movie_id("Stagecoach"), movie_id("Shane")}
    assert (found.model, found.n_history, found.n_liked, found.notes) == ("hybrid", 3, 3, ())


def test_why_names_what_was_liked(matinee):
    found = recommend_for_history(matinee, liked("The Searchers", "Shrek"), Wish(n=1))
    assert found.picks[0].why.startswith("Because you liked ")
    assert found.picks[0].why.endswith(".")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    history=st.lists(
        st.builds(
            Rated,
            st.integers(1, len(ROWS) + 5),
            st.sampled_from([0.5, 2.0, 3.5, 4.0, 5.0]),
            st.none() | st.integers(0, 2_000_000_000).map(float),
        ),
        max_size=30,
    ),
    n=st.integers(1, 40),
    dials=st.builds(Dials, **dict.fromkeys(Dials.__slots__, st.sampled_from([0.0, 0.4, 1.0]))),
)
def test_nothing_seen_no_repeats_and_parts_that_add_up(reader, history, n, dials):
    found = recommend_for_history(reader, history, Wish(n=n, dials=dials))
    picked = ids(found)
    assert not {one.movie_id for one in history} & set(picked)
    assert len(set(picked)) == len(picked) <= n
    assert picked or found.notes
    for pick in found.picks:
        assert sum(part.value for part in pick.parts) == pytest.approx(pick.score, abs=1e-6)
        assert told_again(pick) == pytest.approx(pick.score, abs=1e-5)
        seen = {one.movie_id for one in history}
        assert {one.movie.movie_id for one in pick.because if one.movie} <= seen
        assert pick.why[0].isupper() or pick.why[0].isdigit()
        assert pick.why.endswith(".")


def told_again(pick):
    """The score, summed from what the history adds and the parts that are not told by movie."""
    by_signal = [part.name for one in pick.because for part in one.by_signal]
    others = [part.value for part in pick.parts if part.name not in by_signal]
    return sum(one.value for one in pick.because) + sum(others)


@pytest.fixture(scope="module")
def reader(filled_home):
    opened = build(Settings(home=filled_home))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "history",
    [[], [Rated(1, 1.0), Rated(4, 3.5)], [Rated(99_999, 5.0)]],
    ids=["empty", "only dislikes", "only unknown"],
)
def test_without_a_like_the_most_seen_come_and_are_told_to_be_that(reader, history):
    found = recommend_for_history(reader, history)
    assert len(found.picks) == 5
    assert found.model == "popularity"
    assert found.n_liked == 0
    assert "Nothing liked is known yet" in found.notes[-1]
    assert not {one.movie_id for one in history} & set(ids(found))
    assert all(pick.why.startswith("Among the most seen") for pick in found.picks)


def test_all_movies_seen_leaves_an_empty_list_with_a_reason(reader):
    history = [Rated(number, 5.0) for number in range(1, len(ROWS) + 1)]
    found = recommend_for_history(reader, history)
    assert found.picks == ()
    assert found.notes == ("There is no movie that the history lacks.",)


def test_one_like_is_enough(reader):
    assert len(recommend_for_history(reader, liked("Alien")).picks) == 5


def test_unknown_movies_are_left_out_and_named(reader):
    history = [*liked("Alien"), *(Rated(number, 5.0) for number in range(900, 907))]
    found = recommend_for_history(reader, history)
    assert found.notes == ("7 movies are not known here and left out: 900, 901, 902, 903, 904, ….",)
    assert ids(found) == ids(recommend_for_history(reader, liked("Alien")))


@pytest.mark.parametrize(
    ("history", "n_liked"),
    [
        ([Rated(1, 5.0), Rated(1, 1.0)], 0),
        ([Rated(1, 1.0), Rated(1, 5.0)], 1),
        ([Rated(1, 5.0, 20.0), Rated(1, 1.0, 10.0)], 1),
        ([Rated(1, 1.0, 20.0), Rated(1, 5.0, 10.0)], 0),
    ],
)
def test_of_several_ratings_of_one_movie_the_latest_counts(reader, history, n_liked):
    found = recommend_for_history(reader, history)
    assert (found.n_history, found.n_liked) == (1, n_liked)


@pytest.mark.parametrize("stars", [0, 0.4, 5.1, -1, float("nan"), float("inf")])
def test_stars_out_of_range_are_refused(stars):
    with pytest.raises(DataError, match=r"stars must be 0\.5 to 5\.0"):
        Rated(1, stars)


@pytest.mark.parametrize("moment", [float("nan"), float("inf")])
def test_a_moment_that_is_none_is_refused(moment):
    with pytest.raises(DataError, match="at must be a moment"):
        Rated(1, 5, moment)


def test_a_history_has_a_bound(reader):
    with pytest.raises(DataError, match="at most 10,000"):
        recommend_for_history(reader, [Rated(1, 5.0)] * (MAX_HISTORY + 1))
    assert recommend_for_history(reader, [Rated(1, 5.0)] * MAX_HISTORY).picks


def test_filters_narrow_and_say_what_left_nothing(reader):
    wish = Wish(filters=Filters(genre=("Animation",), year_from=2000))
    found = recommend_for_history(reader, liked(*WESTERNS), wish)
    assert {pick.view.movie.title for pick in found.picks} == {
        "Shrek",
        "Finding Nemo",
        "Monsters, Inc.",
    }
    seen_all = [Rated(number, 5.0) for number in range(10, 16)]
    none = recommend_for_history(reader, seen_all, Wish(filters=Filters(genre=("Western",))))
    assert none.picks == ()
    assert "'genre Western'" in none.notes[-1]


def test_calibration_gives_a_small_taste_its_share(reader):
    history = liked("Star Wars", "The Matrix", "Alien", "Blade Runner", "Rio Bravo", "Shane")

    def n_westerns(dial):
        found = recommend_for_history(reader, history, Wish(n=3, dials=Dials(calibration=dial)))
        return sum("Western" in pick.view.movie.genres for pick in found.picks)

    assert (n_westerns(0), n_westerns(1)) == (0, 1)


@pytest.mark.parametrize("model", ["hybrid", "content", "ease", "item-knn", "nmf"])
def test_every_recommender_can_be_asked_for_by_name(reader, model):
    found = recommend_for_history(reader, liked(*WESTERNS), Wish(model=model, n=2))
    assert found.model == model
    assert len(found.picks) == 2


def test_a_recommender_that_was_not_fitted_says_what_to_do(matinee):
    matinee.shelf.fitted.pop("nmf")
    with pytest.raises(NotFittedError, match="matinee train"):
        recommend_for_history(matinee, liked("Alien"), Wish(model="nmf"))


def test_unknown_model_is_refused(reader):
    with pytest.raises(DataError, match="not 'magic'"):
        recommend_for_history(reader, [], Wish(model="magic"))


def test_a_movie_that_came_after_the_models_is_a_history_too(matinee):
    with matinee.database.begin() as work:
        number = work.movies.add([MovieRecord(title="Brand New Western", genres=("Western",))])[0]
    matinee.reload()
    found = recommend_for_history(matinee, [Rated(number, 5.0, 7.0), *liked("Shane")])
    assert found.n_history == 2
    assert number not in ids(found)
    assert found.picks


def test_a_user_of_the_ratings_gets_what_their_history_gets(reader):
    with reader.database.read() as work:
        ratings = work.ratings.of_user(work.ratings.user_numbers(5)["kit"])
    history = [
        Rated(*row)
        for row in zip(
            ratings.movie_ids.tolist(),
            ratings.ratings.tolist(),
            map(float, ratings.timestamps.tolist()),
            strict=True,
        )
    ]
    assert len(history) > 3
    assert recommend_for_user(reader, 5) == recommend_for_history(reader, history)
    assert recommend_for_user(reader, 5, source="kit").n_history == len(history)


@pytest.mark.parametrize(("user", "source"), [(60, None), (5, "other"), (-1, None)])
def test_an_unknown_user_is_an_error(reader, user, source):
    with pytest.raises(UnknownIdError, match=f"no user with the number {user}"):
        recommend_for_user(reader, user, source=source)


def test_a_number_that_two_sets_have_needs_a_source(matinee):
    with matinee.database.begin() as work:
        work.ratings.add("other", rating_set([(5, 1, 5.0, 0)]))
    with pytest.raises(DataError, match="name one as source: kit, other"):
        recommend_for_user(matinee, 5)
    assert recommend_for_user(matinee, 5, source="other").n_history == 1


def picks_of(found):
    """The picks, of whose explanations the test knows which are there."""
    return found.picks


def test_because_names_those_that_add_most_with_their_stars_and_counts_the_rest(reader):
    history = [Rated(movie_id(title), 5.0) for title in WESTERNS]
    history += [Rated(movie_id("Shrek"), 4.0), Rated(movie_id("Alien"), 1.0)]
    for pick in picks_of(recommend_for_history(reader, history, Wish(n=3))):
        *named, rest = pick.because
        assert {one.movie.title for one in named} == set(WESTERNS)
        assert {one.stars for one in named} == {5.0}
        assert (rest.movie, rest.stars, rest.count) == (None, None, 2)
        sizes = [abs(one.value) for one in named]
        assert sizes == sorted(sizes, reverse=True)
        first = pick.because[0].movie
        assert pick.why.startswith(f"Because you liked {first.title}")
        assert pick.shared.movie == first
        assert "Western" in pick.shared.common.genres


def test_a_disliked_movie_is_told_in_numbers_and_never_as_liked(reader):
    """That somebody chose a movie may speak for others like it, however they liked it."""
    history = [Rated(movie_id("Rio Bravo"), 1.0), Rated(movie_id("Shrek"), 4.0)]
    found = recommend_for_history(reader, history, Wish(n=20))
    told = {one.movie.title for pick in picks_of(found) for one in pick.because if one.movie}
    assert told == {"Rio Bravo", "Shrek"}
    assert all("Rio Bravo" not in pick.why for pick in picks_of(found))
    assert all(
        pick.shared is None or pick.shared.movie.title == "Shrek" for pick in picks_of(found)
    )


@pytest.mark.parametrize("n_more", [0, 1, 8, 20])
def test_the_sentence_names_those_alone_that_have_a_good_share(reader, n_more):
    history = liked("The Searchers", "Shrek")
    history += [Rated(number, 5.0) for number in range(1, n_more + 1)]
    for pick in picks_of(recommend_for_history(reader, history, Wish(n=4))):
        others = ("reception", "chance")
        evidence = sum(max(part.value, 0) for part in pick.parts if part.name not in others)
        large = [one for one in pick.because if one.movie and one.value >= 0.15 * evidence]
        if large:
            titles = " and ".join(one.movie.title for one in large[:2])
            assert f"you liked {titles};" in pick.why
        else:
            title = pick.shared.movie.title
            assert pick.why.startswith(f"Fits much of what you liked, {title} most of all;")


@pytest.mark.parametrize("model", ["content", "ease", "item-knn", "cold", "nmf", "popularity"])
def test_every_model_tells_as_much_as_it_knows(reader, model):
    found = recommend_for_history(reader, liked(*WESTERNS), Wish(model=model, n=3))
    for pick in picks_of(found):
        assert told_again(pick) == pytest.approx(pick.score, abs=1e-5)
        assert bool(pick.because) == (model in {"content", "ease", "item-knn", "cold"})
        assert ("because you liked" in pick.why.lower()) == bool(pick.because)


def test_without_any_text_a_history_is_still_explained(matinee):
    """Nothing to compare but what the same people like."""
    bare = [MovieRecord(title=f"Untold {n}") for n in range(2)]
    with matinee.database.begin() as work:
        numbers = work.movies.add(bare)
    matinee.reload()
    found = recommend_for_history(matinee, [Rated(number, 5.0) for number in numbers])
    assert found.picks
    for pick in picks_of(found):
        assert told_again(pick) == pytest.approx(pick.score, abs=1e-5)
        assert pick.why.endswith(".")


def test_a_movie_that_nobody_rated_says_so(matinee):
    with matinee.database.begin() as work:
        record = MovieRecord(
            title="Unseen Western",
            genres=("Western",),
            directors=("John Ford",),
            overview="A marshal stands alone against outlaws who ride into a small town.",
        )
        number = work.movies.add([record])[0]
    encode_catalogue(matinee)
    train(matinee, ["cold"])
    matinee.reload()
    wish = Wish(n=3, filters=Filters(only=(number,)))
    (pick,) = picks_of(recommend_for_history(matinee, liked(*WESTERNS), wish))
    assert pick.why.endswith("; nobody here has rated it yet.")
    assert "in 10" not in pick.why
    assert told_again(pick) == pytest.approx(pick.score, abs=1e-5)
