from hashlib import sha256
from importlib import import_module

import numpy as np
import pytest

from matinee.errors import DataError
from matinee.evaluation.sentiment.held_out import (
    FILES,
    LANGUAGES,
    REVIEWS,
    SENTENCES,
    check_files,
    draw,
    fold_of,
    read_languages,
    read_reviews,
    read_sentences,
)

pa, pq = import_module("pyarrow"), import_module("pyarrow.parquet")


def keys(n, *, held):
    found = (f"tt{number:07d}" for number in range(100_000))
    kept = (key for key in found if (fold_of(key) == 0) == held)
    return [next(kept) for _ in range(n)]


def write_reviews(folder, ids):
    rows = {
        "imdb_id": ids,
        "label": ["pos", "neg"] * (len(ids) // 2),
        "text": [f"review {n}" for n in range(len(ids))],
    }
    pq.write_table(pa.table(rows), folder / REVIEWS)


def write_languages(folder, rows):
    columns = ("text", "label", "lang", "source", "domain")
    table = dict(zip(columns, (list(column) for column in zip(*rows, strict=True)), strict=True))
    pq.write_table(pa.table(table), folder / LANGUAGES)


def test_the_fold_is_that_of_the_shipped_models():
    digest = sha256(b"tt0133093").hexdigest()
    assert fold_of("tt0133093") == int(digest[:8], 16) % 8


def test_only_reviews_of_held_out_movies_are_read(tmp_path):
    inside, outside = keys(2, held=True), keys(3, held=False)
    write_reviews(tmp_path, [inside[0], outside[0], inside[1], outside[1], inside[0], outside[2]])
    found = read_reviews(tmp_path)
    assert found.texts == ("review 0", "review 2", "review 4")
    assert found.liked.tolist() == [True, True, True]
    assert found.movies.tolist() == [0, 1, 0]


def test_a_file_without_held_out_movies_is_refused(tmp_path):
    write_reviews(tmp_path, keys(2, held=False))
    with pytest.raises(DataError, match="no review of a held-out movie"):
        read_reviews(tmp_path)


def test_a_sample_is_the_same_every_time(tmp_path):
    write_reviews(tmp_path, keys(60, held=True))
    first, second = read_reviews(tmp_path, 20), read_reviews(tmp_path, 20)
    assert first.texts == second.texts
    assert len(first.texts) == 20
    assert sorted(set(first.movies.tolist())) == list(range(20))
    assert draw(5, None).tolist() == draw(5, 9).tolist() == [0, 1, 2, 3, 4]


def test_sentences_in_five_classes(tmp_path):
    (tmp_path / "sentiment-sst").mkdir()
    (tmp_path / SENTENCES).write_text(
        "__label__1\tBad .\n__label__3\tSo so .\n__label__5\tGood .\n"
    )
    found = read_sentences(tmp_path)
    assert found.texts == ("Bad .", "So so .", "Good .")
    assert found.clear.tolist() == [True, False, True]
    assert found.liked.tolist() == [False, False, True]


@pytest.mark.parametrize("line", ["__label__6\tBad .", "Bad .", "__label__1 Bad ."])
def test_a_line_without_a_class_is_named(tmp_path, line):
    (tmp_path / "sentiment-sst").mkdir()
    (tmp_path / SENTENCES).write_text(f"__label__1\tBad .\n{line}\n")
    with pytest.raises(DataError, match="line 2: begin with __label__1 to 5"):
        read_sentences(tmp_path)


def test_what_may_be_trained_on_is_measured_on_its_held_out_texts_alone(tmp_path):
    labels = ["positive", "negative", "neutral"]
    rows = [
        (f"{source} {n}", labels[n % 3], language, source, "movie")
        for language, source in (("ko", "naver_movies"), ("fa", "parsinlu_movie"))
        for n in range(600)
    ]
    write_languages(tmp_path, rows)
    persian, korean = read_languages(tmp_path)
    assert (persian.language, persian.trained, len(persian.texts)) == ("fa", False, 400)
    assert (korean.language, korean.trained) == ("ko", True)
    assert 20 < len(korean.texts) < 100
    assert all(fold_of(text) == 0 for text in korean.texts)
    assert not any(int(text.split()[-1]) % 3 == 2 for text in korean.texts)


def test_one_language_may_have_texts_of_both_kinds(tmp_path):
    rows = [
        (f"{source} {n}", ["positive", "negative"][n % 2], "zh", source, "movie")
        for source in ("douban_short", "other")
        for n in range(400)
    ]
    write_languages(tmp_path, rows)
    found = read_languages(tmp_path, sample=30)
    assert [(group.language, group.trained) for group in found] == [("zh", False), ("zh", True)]
    assert all(group.liked.sum() == (~group.liked).sum() == 15 for group in found)


def test_too_few_texts_make_no_figure(tmp_path):
    rows = [
        (f"t {n}", "positive" if n else "negative", "no", "norec_x", "movie") for n in range(50)
    ]
    write_languages(tmp_path, rows)
    assert read_languages(tmp_path) == []


def test_what_is_missing_is_named(tmp_path):
    with pytest.raises(DataError, match=r"name a folder with --data that holds .*sst_dev\.txt"):
        check_files(None, list(FILES))
    with pytest.raises(DataError, match=r"has no reviews-imdb-labelled\.parquet; it must hold"):
        check_files(tmp_path, [REVIEWS])
    write_reviews(tmp_path, keys(2, held=True))
    assert check_files(tmp_path, [REVIEWS]) == tmp_path


def test_a_damaged_file_is_named(tmp_path):
    (tmp_path / REVIEWS).write_bytes(b"nothing")
    with pytest.raises(DataError, match=r"reviews-imdb-labelled\.parquet cannot be read"):
        read_reviews(tmp_path)
    pq.write_table(pa.table({"imdb_id": ["tt1"], "text": ["a"]}), tmp_path / REVIEWS)
    with pytest.raises(DataError, match="has no column label"):
        read_reviews(tmp_path)


def test_movies_are_numbered_without_gaps(tmp_path):
    write_reviews(tmp_path, keys(40, held=True))
    assert np.unique(read_reviews(tmp_path, 20).movies).tolist() == list(range(20))
