import json

import numpy as np
import pytest

from matinee.config import Settings
from matinee.service import build
from tests.kit.cinema import ROWS


@pytest.fixture
def counts(home):
    def read():
        opened = build(Settings(home=home))
        try:
            with opened.database.read() as work:
                return (
                    work.movies.count(),
                    work.ratings.count(),
                    work.reviews.count(),
                    len(work.imports.list()),
                )
        finally:
            opened.close()

    return read


@pytest.fixture
def rating_folder(tmp_path):
    """A MovieLens-like set over two known movies and one that is not in the catalogue."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "movies.csv").write_text(
        'movieId,title,genres\n10,"Matrix, The (1999)",Action|Sci-Fi\n'
        "20,Alien (1979),Horror\n30,A Film Nobody Knows (1987),Drama\n"
    )
    rows = ["userId,movieId,rating,timestamp"]
    rng = np.random.default_rng(1)
    for user in range(1, 31):
        rows += [f"{user},{movie},{rng.integers(1, 6)},{user}" for movie in (10, 20, 30)]
    (folder / "ratings.csv").write_text("\n".join(rows) + "\n")
    return folder


def test_ratings_land_on_the_catalogue_and_none_is_lost(run, rating_folder, counts):
    before = counts()
    done = json.loads(run("import", "ratings", str(rating_folder), "--json").out)
    assert (done["changed"], done["added"], done["rejected"]) == (90, 1, 0)
    after = counts()
    assert after[0] == before[0] + 1
    assert after[1] == before[1] + 90
    assert "A Film Nobody Knows" in run("recommend", "A Film Nobody Knows (1987)").out


def test_importing_twice_changes_nothing(run, rating_folder, counts):
    run("import", "ratings", str(rating_folder))
    once = counts()
    again = json.loads(run("import", "ratings", str(rating_folder), "--json").out)
    assert (again["changed"], again["added"]) == (0, 0)
    assert counts() == once


def test_too_many_bad_rows_stop_the_import_with_nothing_changed(run, rating_folder, counts):
    file = rating_folder / "ratings.csv"
    file.write_text(file.read_text() + "1,10,9,1\nx,y,z\n")
    before = counts()
    done = run("import", "ratings", str(rating_folder))
    assert done.code == 1
    assert "Traceback" not in done.err
    assert counts() == before


def test_movies_are_merged_and_found_by_their_new_text(run, tmp_path, counts):
    file = tmp_path / "movies.csv"
    file.write_text(
        "imdb_id,title,year,overview\n"
        "tt0078748,Alien,1979,A freighter answers a call and takes a creature aboard.\n"
        ",Brand New Movie,2024,A baker opens a shop.\n"
    )
    done = json.loads(run("import", "movies", str(file), "--json").out)
    assert (done["rows"], done["changed"], done["added"]) == (2, 2, 1)
    assert counts()[0] == len(ROWS) + 1
    again = json.loads(run("import", "movies", str(file), "--json").out)
    assert (again["changed"], again["added"]) == (0, 0)


def test_reviews_are_scored_and_taken_up_again(run, tmp_path, counts):
    file = tmp_path / "reviews.jsonl"
    rows = [{"imdb_id": "tt0133093", "text": f"I loved it, number {n}."} for n in range(150)]
    file.write_text("\n".join(json.dumps(row) for row in rows[:70]) + "\n")
    assert json.loads(run("import", "reviews", str(file), "--json").out)["changed"] == 70
    rows.append({"imdb_id": "tt9999999", "text": "Of a movie that is not here."})
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    done = json.loads(run("import", "reviews", str(file), "--json").out)
    assert done["changed"] == 80
    assert done["note"].startswith("1 review")
    assert counts()[2] == 150


@pytest.mark.parametrize("kind", ["movies", "ratings", "reviews"])
@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"a,b\n1,2\n", b"PK\x03\x04broken"])
def test_files_that_are_something_else_are_refused_in_a_sentence(
    run, tmp_path, counts, kind, content
):
    file = tmp_path / "thing.csv"
    file.write_bytes(content)
    before = counts()
    done = run("import", kind, str(file))
    assert done.code == 1
    assert done.err
    assert "Traceback" not in done.err
    assert counts() == before


@pytest.mark.parametrize("kind", ["movies", "ratings", "reviews"])
def test_missing_file_is_named(run, kind):
    done = run("import", kind, "nowhere.csv")
    assert done.code == 1
    assert "nowhere.csv" in done.err


def test_train_names_what_it_can_fit(run):
    assert json.loads(run("train", "--models", "ease", "--json").out) == {"fitted": ["ease"]}
    done = run("train", "--models", "magic")
    assert done.code == 1
    assert "ease" in done.err
