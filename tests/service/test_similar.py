import pytest

from matinee.config import Settings
from matinee.data import MovieRecord
from matinee.errors import DataError, NotFittedError, UnknownIdError, UnsupportedError
from matinee.models import LiftConfig
from matinee.service import (
    Dials,
    Filters,
    Wish,
    build,
    check_picks,
    post_review,
    recommend,
    recommend_by_title,
    remove_review,
    similar_movies,
)
from matinee.service.encode import encode_catalogue
from tests.kit.angry import ANGRY
from tests.kit.cinema import ROWS, fill, movie_id


def titles(similar):
    return [pick.view.movie.title for pick in similar.picks]


def test_star_wars_finds_its_sequels(matinee):
    assert {"The Empire Strikes Back", "Return of the Jedi"} <= set(
        titles(recommend_by_title(matinee, "Star Wars (1977)"))
    )


@pytest.mark.parametrize("title", [row[0] for row in ROWS])
def test_never_recommends_the_movie_itself(matinee, title):
    similar = recommend_by_title(matinee, title, Wish(n=100))
    assert similar.query.movie.movie_id not in [pick.view.movie.movie_id for pick in similar.picks]


def test_same_people_and_same_words_agree_on_the_kind(matinee):
    similar = recommend_by_title(matinee, "Rio Bravo")
    kinds = [pick.view.movie.genres[0] for pick in similar.picks]
    assert kinds.count("Western") >= 4


def test_parts_add_up_to_the_score_and_shares_to_one(matinee):
    for pick in recommend_by_title(matinee, "Alien").picks:
        assert sum(part.value for part in pick.parts) == pytest.approx(pick.score)
        assert sum(part.share for part in pick.parts) == pytest.approx(1)
        assert all(part.share >= 0 for part in pick.parts)
        assert {part.name for part in pick.parts} <= {"about", "audience", "reception", "chance"}


@pytest.mark.parametrize("model", ["item-knn", "nmf", "ease", "content", "hybrid", "popularity"])
def test_every_recommender_can_be_asked_for_by_name(matinee, model):
    similar = recommend_by_title(matinee, "Toy Story", Wish(model=model))
    assert similar.model == model
    assert len(similar.picks) == 5


def test_a_named_model_is_shown_as_it_is_unless_sentiment_is_asked_for(matinee):
    parts = {
        part.name
        for pick in recommend_by_title(matinee, "Alien", Wish(model="ease")).picks
        for part in pick.parts
    }
    assert parts == {"audience"}


def test_unknown_model_names_those_there_are(matinee):
    with pytest.raises(DataError, match="hybrid, not 'magic'"):
        recommend_by_title(matinee, "Alien", Wish(model="magic"))


@pytest.mark.parametrize("sentiment", [-0.1, 1.1, float("nan")])
def test_sentiment_out_of_range_is_refused(matinee, sentiment):
    with pytest.raises(DataError, match="0 to 1"):
        recommend_by_title(matinee, "Alien", Wish(sentiment=sentiment))


@pytest.mark.parametrize("n", [0, 101, -5])
def test_length_out_of_range_is_refused(matinee, n):
    with pytest.raises(DataError, match="1 to 100"):
        similar_movies(matinee, 1, Wish(n=n))


def test_unknown_number_is_an_error(matinee):
    with pytest.raises(UnknownIdError, match="99999"):
        similar_movies(matinee, 99999)


def test_model_that_was_not_fitted_says_what_to_do(matinee):
    matinee.shelf.fitted.pop("nmf")
    with pytest.raises(NotFittedError, match="matinee setup"):
        similar_movies(matinee, 1, Wish(model="nmf"))


def test_movie_that_nobody_rated_gets_an_empty_list_with_a_reason(matinee):
    ease = matinee.shelf.fitted["ease"]
    ease.n_movies_ = 3
    similar = similar_movies(matinee, movie_id("Shrek"), Wish(model="ease"))
    assert similar.picks == ()
    assert any("nobody has rated it" in note for note in similar.notes)
    with pytest.raises(UnsupportedError, match="nobody has rated it; ask for hybrid or content"):
        check_picks(similar)


@pytest.mark.parametrize("rank", [1, 2, 3, 4, 5])
def test_twenty_angry_reviews_move_a_movie_down_and_taking_them_back_brings_it_up(matinee, rank):
    query = movie_id("Star Wars")
    before = similar_movies(matinee, query)
    target = before.picks[rank - 1].view.movie.movie_id
    posted = [post_review(matinee, target, text)[0] for text in ANGRY]
    after = similar_movies(matinee, query, Wish(n=26))
    ranks = {pick.view.movie.movie_id: pick.rank for pick in after.picks}
    assert ranks[target] > rank
    full = similar_movies(matinee, query, Wish(sentiment=1))
    assert target not in [pick.view.movie.movie_id for pick in full.picks]
    for review in posted:
        remove_review(matinee, target, review.review_id)
    again = similar_movies(matinee, query)
    assert titles(again) == titles(before)
    assert [pick.score for pick in again.picks] == pytest.approx(
        [pick.score for pick in before.picks]
    )


def test_posted_review_counts_after_the_server_was_started_anew(matinee):
    _, reception = post_review(matinee, 1, "Awful. A complete waste of time.")
    matinee.reload()
    assert matinee.shelf.audience.reception_of(0).mean == pytest.approx(reception.mean, abs=1e-5)
    assert matinee.shelf.audience.reception_of(0).n_reviews == 1


@pytest.mark.parametrize("title", ["Star Wars", "High Noon", "Shrek"])
def test_dials_at_zero_change_nothing_and_are_not_computed(matinee, title, monkeypatch):
    plain = similar_movies(matinee, movie_id(title))
    monkeypatch.setattr(recommend, "turn", None)
    monkeypatch.setattr(recommend, "_surroundings", None)
    off = Dials(popularity=0, diversity=0, calibration=0, serendipity=0)
    assert similar_movies(matinee, movie_id(title), Wish(dials=off, filters=Filters())) == plain


@pytest.mark.parametrize("name", ["popularity", "diversity", "serendipity"])
def test_a_dial_is_told_among_the_parts_which_still_add_up(matinee, name):
    found = similar_movies(matinee, movie_id("Alien"), Wish(n=12, dials=Dials(**{name: 1})))
    assert len(found.picks) == 12
    for pick in found.picks:
        assert sum(part.value for part in pick.parts) == pytest.approx(pick.score)
    assert name in {part.name for pick in found.picks for part in pick.parts}


def test_diversity_varies_what_stands_together(matinee):
    def kinds(dial):
        found = similar_movies(matinee, movie_id("Alien"), Wish(dials=Dials(diversity=dial)))
        return {pick.view.movie.genres for pick in found.picks}

    assert len(kinds(1)) > len(kinds(0)) == 1


def test_filters_act_before_candidates_are_cut(matinee):
    """Nothing of another kind is among the five that go with Alien, and yet five come."""
    found = similar_movies(
        matinee, movie_id("Alien"), Wish(filters=Filters(genre=("Western",), year_to=1959))
    )
    assert len(found.picks) == 5
    assert all("Western" in pick.view.movie.genres for pick in found.picks)
    assert all((pick.view.movie.year or 9999) <= 1959 for pick in found.picks)


def test_filters_change_no_score(matinee):
    plain = {
        one.view.movie.movie_id: one.score for one in similar_movies(matinee, 1, Wish(n=26)).picks
    }
    found = similar_movies(matinee, 1, Wish(n=26, filters=Filters(genre_none=("Science Fiction",))))
    assert found.picks
    for pick in found.picks:
        assert pick.score == pytest.approx(plain[pick.view.movie.movie_id])


def test_filters_that_leave_nothing_are_named(matinee):
    found = similar_movies(
        matinee, 1, Wish(filters=Filters(genre=("Western",), language=("French",)))
    )
    assert found.picks == ()
    assert "'language French'" in found.notes[-1]


def test_only_the_movie_itself_fits(matinee):
    found = similar_movies(matinee, 1, Wish(filters=Filters(only=(1,))))
    assert found.picks == ()
    assert "'only 1 movie'" in found.notes[-1]


def picks_of(found):
    """The picks, of whose explanations the test knows which are there."""
    return found.picks


def test_likeness_comes_apart_into_what_it_is_made_of(matinee):
    told = set()
    for pick in picks_of(recommend_by_title(matinee, "Blade Runner", Wish(n=10))):
        for part in pick.parts:
            told |= {one.name for one in part.made_of}
            if part.name == "about":
                assert sum(one.value for one in part.made_of) == pytest.approx(part.value)
            else:
                assert part.made_of == ()
    assert told == {"text", "genres", "tags", "people", "year"}


def test_what_two_movies_share_is_told_for_machines(matinee):
    found = similar_movies(matinee, movie_id("The Searchers"), Wish(n=26))
    by_title = {pick.view.movie.title: pick.shared for pick in picks_of(found)}
    stagecoach = by_title["Stagecoach"]
    assert stagecoach.movie == found.query.movie
    assert stagecoach.common.directors == ("John Ford",)
    assert stagecoach.common.genres == ("Western",)
    assert stagecoach.common.years_apart == 17
    assert stagecoach.common.liked_together > 1
    # who likes westerns does not like these here
    assert by_title["Toy Story"].common.liked_together is None


def test_how_often_both_are_liked_is_counted_from_the_ratings(matinee):
    """Fifteen of sixty like westerns, four in five of those each; users are added to both sides."""
    one, other = movie_id("High Noon"), movie_id("Shane")
    with matinee.database.read() as work:
        rated = [work.ratings.of_user(work.ratings.user_numbers(user)["kit"]) for user in range(60)]
    likes = [{int(m) for m, r in zip(s.movie_ids, s.ratings, strict=True) if r >= 4} for s in rated]
    both = sum({one, other} <= liked for liked in likes)
    by_chance = sum(one in liked for liked in likes) * sum(other in liked for liked in likes) / 60
    found = similar_movies(matinee, one, Wish(n=26))
    (pick,) = [pick for pick in picks_of(found) if pick.view.movie.movie_id == other]
    shrink = LiftConfig().shrink
    times = (both + shrink) / (by_chance + shrink)
    assert pick.shared.common.liked_together == pytest.approx(times, rel=1e-4)


def test_closest_sentences_are_those_of_the_two_movies(matinee):
    with matinee.database.begin() as work:
        plots = (
            "An old sailor hunts a white whale across the seas.",
            "He sleeps. A captain and his sailors hunt a white whale.",
        )
        numbers = work.movies.add(
            [MovieRecord(title=f"Whales {n}", overview=plot) for n, plot in enumerate(plots)]
        )
    encode_catalogue(matinee)
    matinee.reload()
    wish = Wish(filters=Filters(only=tuple(numbers)))
    (pick,) = picks_of(similar_movies(matinee, numbers[0], wish))
    assert pick.shared.common.closest.of_other == plots[0]
    assert pick.shared.common.closest.of_pick == "A captain and his sailors hunt a white whale."


def test_without_ratings_nothing_is_claimed_of_people(tmp_path):
    fill(tmp_path, with_ratings=False)
    opened = build(Settings(home=tmp_path))
    for pick in picks_of(similar_movies(opened, movie_id("Alien"))):
        assert pick.shared.common.liked_together is None
        assert "as likely" not in pick.why
        # nobody rated anything here, so it is nothing to say of one movie
        assert "Nobody" not in pick.why
    opened.close()
