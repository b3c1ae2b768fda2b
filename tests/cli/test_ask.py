import json

import pytest


def test_recommend_shows_five_with_their_why(run):
    done = run("recommend", "The Matrix")
    assert done.code == 0
    assert "The Matrix Reloaded" in done.out


def test_recommend_as_json_holds_what_the_api_tells(run):
    done = run("recommend", "Toy Story", "--json")
    body = json.loads(done.out)
    assert body["movie"]["title"] == "Toy Story"
    assert len(body["picks"]) == 5
    assert all(pick["why"] for pick in body["picks"])


@pytest.mark.parametrize("model", ["nmf", "ease", "content", "item-knn", "popularity", "hybrid"])
def test_every_recommender_by_name(run, model):
    body = json.loads(run("recommend", "Alien", "--model", model, "--json").out)
    assert body["model"] == model


def test_similar_by_number(run):
    body = json.loads(run("similar", "--id", "1", "-n", "3", "--json").out)
    assert body["movie"]["movie_id"] == 1
    assert len(body["picks"]) == 3


def test_unknown_title_is_one_sentence_on_standard_error(run):
    done = run("recommend", "Matricks")
    assert done.code == 1
    assert done.out == ""
    assert done.err.startswith("No film called 'Matricks'. Did you mean The Matrix (1999)")
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "words",
    [("recommend", "Alien", "-n", "0"), ("recommend", "Alien", "--sentiment", "2"), ("recommend",)],
)
def test_bad_options_are_refused(run, words):
    assert run(*words).code == 2


def test_sentiment_of_a_text(run):
    body = json.loads(run("sentiment", "Wonderful. I loved it from start to end.", "--json").out)
    assert body["positive"] > 0.5
    assert "Positive" in body["label"]


def test_sentiment_of_lines_in_order(run):
    lines = [{"text": "Brilliant, I loved it."}, {"text": "Awful and boring."}, {"text": ""}]
    done = run("sentiment", "-", stdin="\n".join(json.dumps(line) for line in lines) + "\n\n")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [row["positive"] > 0.5 for row in rows] == [True, False, False]
    assert all(set(row) == {"label", "positive", "language", "weight"} for row in rows)


@pytest.mark.parametrize("line", ["{", "7", '{"txt": "x"}', '{"text": 5}'])
def test_bad_lines_are_named(run, line):
    done = run("sentiment", "-", stdin='{"text": "fine"}\n' + line + "\n")
    assert done.code == 1
    assert "line 2" in done.err
    assert len(done.out.splitlines()) == 1


@pytest.mark.parametrize("words", [("similar",), ("similar", "Alien", "--id", "5")])
def test_similar_wants_one_movie(run, words):
    assert run(*words).code == 2
