import json

import pytest

from tests.kit.cinema import movie_id

WESTERNS = ("--liked", "Unforgiven", "--liked", "The Searchers", "--liked", "High Noon")


def titles(done):
    return [pick["movie"]["title"] for pick in json.loads(done.out)["picks"]]


def test_next_after_what_was_liked(run):
    done = run("next", *WESTERNS, "-n", "3", "--json")
    assert done.code == 0
    assert set(titles(done)) == {"Rio Bravo", "Stagecoach", "Shane"}


def test_next_as_a_table_says_why(run):
    done = run("next", *WESTERNS)
    assert done.code == 0
    assert "Because you liked" in " ".join(done.out.split())


def test_dials_and_filters_are_options_of_every_list(run):
    words = ("--genre", "romance", "--year-to", "1960", "--diversity", "0.5", "--json")
    for command in (("next", *WESTERNS), ("recommend", "Alien"), ("similar", "Alien")):
        assert titles(run(*command, *words)) == ["Roman Holiday"]


def test_only_and_exclude_take_numbers(run):
    numbers = [str(movie_id(title)) for title in ("Shrek", "Alien")]
    done = run("next", *WESTERNS, "--only", numbers[0], "--only", numbers[1], "--json")
    assert set(titles(done)) == {"Shrek", "Alien"}
    assert (
        titles(run("similar", "Alien", "--only", numbers[0], "--exclude", numbers[0], "--json"))
        == []
    )


def test_a_filter_that_leaves_nothing_is_told_on_standard_error(run):
    done = run("next", *WESTERNS, "--language", "Klingon")
    assert done.code == 0
    assert done.out == ""
    assert "'language Klingon'" in done.err


def test_a_user_of_the_ratings(run):
    done = run("next", "--user", "5", "--json")
    assert len(titles(done)) == 5
    assert run("next", "--user", "999").err.strip() == "There is no user with the number 999."


def test_a_letterboxd_export(run, tmp_path):
    path = tmp_path / "ratings.csv"
    path.write_text(
        "Date,Name,Year,Letterboxd URI,Rating\n"
        "2024-05-01,Unforgiven,1992,x,5\n"
        "2024-05-02,The Searchers,1956,x,4.5\n"
        "2024-05-02,Nobody's Movie,2001,x,4\n"
        "2024-05-03,Shane,1953,x,\n"
    )
    done = run("next", "--file", str(path), "--liked", "High Noon", "-n", "3", "--json")
    assert set(titles(done)) <= {"Rio Bravo", "Stagecoach", "Shane"}
    assert "1 row is left out; the first, line 5, has no stars" in done.err
    assert "1 movie is not in the catalogue and left out: Nobody's Movie." in done.err


def test_a_movielens_set_needs_a_user(run, tmp_path):
    (tmp_path / "ratings.csv").write_text(
        "userId,movieId,rating,timestamp\n1,10,5.0,100\n1,11,4.0,200\n2,11,1.0,300\n"
    )
    (tmp_path / "movies.csv").write_text(
        "movieId,title,genres\n10,Unforgiven (1992),Western\n11,Shane (1953),Western\n"
    )
    done = run("next", "--file", str(tmp_path / "ratings.csv"))
    assert done.code == 1
    assert "holds ratings of 2 users; name one as user" in done.err
    body = json.loads(run("next", "--file", str(tmp_path), "--user", "1", "--json").out)
    assert (body["n_history"], body["n_liked"]) == (2, 2)
    assert "no user with the number 7" in run("next", "--file", str(tmp_path), "--user", "7").err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("next",), 2),
        (("next", "--liked", "Alien", "--user", "5"), 2),
        (("next", "--liked", "Matricks"), 1),
        (("next", "--file", "nowhere.csv"), 1),
        (("next", "--liked", "Alien", "--diversity", "2"), 2),
        (("next", "--liked", "Alien", "-n", "0"), 2),
        (("next", "--liked", "Alien", "--model", "magic"), 1),
        (("next", "--liked", "Alien", "--only", "99999999999999999999"), 2),
    ],
)
def test_bad_words_are_refused_with_a_sentence(run, words, code):
    done = run(*words)
    assert done.code == code
    assert done.err
    assert "Traceback" not in done.err
