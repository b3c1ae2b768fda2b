import json

import numpy as np
import pytest

from matinee.ranking import RECOMMENDERS
from matinee.service.evaluate_sentiment import TABLES
from tests.kit.held_out import write_folder


@pytest.fixture
def folder(tmp_path):
    """Two tastes over twelve movies, in RecBole's format."""
    rng = np.random.default_rng(0)
    rows = ["user_id:token\titem_id:token\trating:float\ttimestamp:float"]
    for user in range(60):
        liked = [n for n in range(12) if n % 2 == user % 2 and rng.random() < 0.9]
        rows += [f"{user}\t{movie}\t5\t{movie}" for movie in liked]
    (tmp_path / "two.inter").write_text("\n".join(rows) + "\n")
    movies = ["item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq"]
    movies += [f"{n}\tMovie Number {n}\t1990\tDrama" for n in range(12)]
    (tmp_path / "two.item").write_text("\n".join(movies) + "\n")
    return tmp_path


def test_evaluate_every_recommender_without_a_database(run, folder, home):
    database = home / "matinee.db"
    before = database.read_bytes()
    done = run("evaluate", "--ratings", str(folder), "--json")
    rows = {row["model"]: row for row in json.loads(done.out)["rows"]}
    assert set(rows) == set(RECOMMENDERS)
    assert rows["ease"]["ndcg_at_10"] > rows["popularity"]["ndcg_at_10"]
    assert all(0 <= row["recall_at_20"] <= 1 for row in rows.values())
    assert database.read_bytes() == before


def test_evaluate_only_some(run, folder):
    rows = json.loads(run("evaluate", "--ratings", str(folder), "--models", "ease", "--json").out)[
        "rows"
    ]
    assert [row["model"] for row in rows] == ["ease"]


@pytest.mark.parametrize(
    ("split", "name"),
    [
        ("users", "held-out users"),
        ("last", "leave last out"),
        ("time", "time"),
        ("cold", "cold movies"),
        ("similar", "held-out users"),
    ],
)
def test_evaluate_on_every_split(run, folder, split, name):
    models = ("--models", "popularity,item-knn")
    done = run("evaluate", "--ratings", str(folder), "--split", split, *models, "--json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert (told["split"], told["part"]) == (name, "test")
    assert told["task"] == ("similar" if split == "similar" else "recommend")
    assert ("by_decile" in told["rows"][0]) == (split == "similar")


def test_evaluate_in_folds_asks_everybody_once(run, folder):
    options = ("--models", "item-knn,popularity", "--folds", "4", "--baseline", "popularity")
    told = json.loads(run("evaluate", "--ratings", str(folder), *options, "--json").out)
    assert told["n_folds"] == 4
    assert told["n_held_out_users"] == told["n_lists"] == 51
    first, second = told["rows"]
    assert first["against"]["popularity"]["ndcg_at_10"]["difference"]["interval"][0] > 0
    assert second["against"] == {}


def test_evaluate_for_people(run, folder, tmp_path):
    page = tmp_path / "report.html"
    options = ("--models", "popularity,ease", "--folds", "2", "--html", str(page))
    done = run("evaluate", "--ratings", str(folder), *options)
    assert done.code == 0, done.err
    assert "51 held-out users in 2 folds, seed 0" in done.out
    assert "against ease" in done.out
    assert "report.html" in done.err.replace("\n", "")
    text = page.read_text()
    command = f"--ratings {folder.name} --models popularity,ease --folds 2 --seed 0"
    assert f"<code>matinee evaluate {command}</code>" in text
    assert str(folder) not in text


def test_evaluate_with_weights_of_another(run, folder, tmp_path):
    weights = tmp_path / "weights.json"
    told = {"models": {"nmf": {"config": {"n_components": 1}}}}
    weights.write_text(json.dumps(told))
    options = ("--ratings", str(folder), "--models", "nmf", "--json")
    plain = json.loads(run("evaluate", *options).out)["rows"][0]
    tuned = json.loads(run("evaluate", *options, "--tuned", str(weights)).out)["rows"][0]
    assert plain["ndcg_at_10"] > tuned["ndcg_at_10"]


def test_evaluate_refuses_what_it_does_not_know(run, folder):
    done = run("evaluate", "--ratings", str(folder), "--models", "ease,magic")
    assert done.code == 1
    assert "magic" in done.err
    assert run("evaluate", "--ratings", str(folder / "nowhere")).code == 1
    for options, said in [
        (("--split", "moon"), "split must be one of users, last, time, cold, similar, not 'moon'"),
        (("--split", "last", "--folds", "3"), "only users and similar have folds"),
        (("--models", "ease", "--baseline", "nmf"), "baseline must be one of ease, not 'nmf'"),
        (("--html", str(folder / "no" / "where.html"), "--models", "ease"), "cannot be written"),
    ]:
        done = run("evaluate", "--ratings", str(folder), *options)
        assert done.code == 1
        assert said in done.err.replace("\n", " ")


def test_evaluate_alone_says_what_is_missing(run):
    done = run("evaluate")
    assert done.code == 2
    assert "--ratings FOLDER" in done.err


def test_evaluate_sentiment_does_not_mix_with_options_of_the_recommenders(run, folder):
    done = run("evaluate", "--ratings", str(folder), "sentiment")
    assert done.code == 2
    assert "go without a command" in done.err


@pytest.fixture(scope="module")
def held_out(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("held-out"))


def test_evaluate_sentiment_without_touching_the_database(run, held_out, home):
    database = home / "matinee.db"
    before = database.read_bytes()
    wanted = "english,curve,calibration,reliability,languages,language-means,identification"
    done = run("evaluate", "sentiment", "--data", str(held_out), "--tables", wanted, "--json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    tables = {table["name"]: table for table in told["tables"]}
    assert list(tables) == wanted.split(",")
    ngrams, cascade, both = tables["english"]["rows"]
    assert [row[0] for row in (ngrams, cascade, both)] == ["n-grams", "cascade", "both always"]
    assert all(row[1]["value"] == 1 for row in (ngrams, cascade, both))
    assert "40 reviews of 10 movies" in tables["english"]["notes"][0]
    assert tables["curve"]["rows"][0][:2] == ["0.5", 0]
    assert tables["curve"]["rows"][-1][:2] == ["1", 1]
    korean, turkish = tables["languages"]["rows"]
    assert korean[:4] == ["ko", "movie", 40, "yes"]
    assert korean[4]["value"] == turkish[4]["value"] == 1
    assert [row[0] for row in tables["identification"]["rows"]] == ["en", "ko", "tr"]
    assert all(row[2]["value"] > 0.9 for row in tables["identification"]["rows"])
    assert told["doubt"] == 0.75
    assert (told["sample"], told["seed"]) == (None, 0)
    assert any(model.startswith("cascade-linear-") for model in told["models"])
    assert database.read_bytes() == before


def test_evaluate_sentiment_for_people(run, held_out):
    done = run(
        "evaluate", "sentiment", "--data", str(held_out), "--tables", "english", "--sample", "20"
    )
    assert done.code == 0, done.err
    assert "english · English: share that is read right" in done.out
    assert "20 reviews of" in done.out
    assert "calibration" not in done.out
    assert "at most 20 texts of each set, seed 0" in done.err


def test_evaluate_sentiment_says_what_it_needs(run, held_out):
    done = run("evaluate", "sentiment", "--tables", "languages")
    assert done.code == 1
    assert "name a folder with --data that holds sentiment-multilingual.parquet" in done.err
    assert "sst_dev" not in done.err
    done = run("evaluate", "sentiment", "--data", str(held_out), "--tables", "english,magic")
    assert done.code == 1
    assert all(name in done.err for name in ("magic", *TABLES))
    done = run("evaluate", "sentiment", "--data", str(held_out))
    assert done.code == 1
    assert "has no reviews-imdb-unlabelled.parquet" in done.err.replace("\n", " ")
