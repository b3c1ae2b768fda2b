import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from matinee.errors import ArtifactError, DataError
from matinee.text import VectorTable, describe, encode_movies, encode_texts, text_hash


def test_a_row_for_each_movie_in_order(five_movies, toy):
    table = encode_movies(five_movies, toy)
    assert table.hashes == tuple(text_hash(describe(movie)) for movie in five_movies)
    expected = toy.encode([describe(movie) for movie in five_movies])
    np.testing.assert_allclose(table.to_float32(), expected, atol=1e-3)
    assert (table.fingerprint, len(table)) == (toy.fingerprint, 5)


def test_what_is_known_is_not_encoded_again(five_movies, toy):
    known = encode_movies(five_movies[:3], toy)
    toy.asked.clear()
    table = encode_movies(five_movies[::-1], toy, [known])
    assert sorted(toy.asked) == sorted(describe(movie) for movie in five_movies[3:])
    np.testing.assert_array_equal(table.vectors[2:], known.vectors[::-1])


def test_the_first_table_that_knows_a_text_gives_its_vector(five_movies, toy):
    first = encode_movies(five_movies, toy)
    second = VectorTable(first.hashes, np.ones_like(first.vectors), first.fingerprint)
    table = encode_movies(five_movies, toy, [first, second])
    np.testing.assert_array_equal(table.vectors, first.vectors)


def test_vectors_of_another_encoder_are_passed_over(five_movies, toy, make_toy):
    known = encode_movies(five_movies, make_toy("toy-2"))
    encode_movies(five_movies, toy, [known])
    assert len(toy.asked) == 5


def test_vectors_of_another_width_are_passed_over(five_movies, toy):
    known = encode_movies(five_movies, toy)
    wide = VectorTable(known.hashes, np.ones((5, 7), dtype=np.float16), known.fingerprint)
    toy.asked.clear()
    encode_movies(five_movies, toy, [wide])
    assert len(toy.asked) == 5


def test_equal_texts_are_encoded_once(five_movies, toy):
    table = encode_movies([five_movies[0], five_movies[1], five_movies[0]], toy)
    assert len(toy.asked) == 2
    np.testing.assert_array_equal(table.vectors[0], table.vectors[2])


def test_texts_of_other_kinds_are_kept_the_same_way(toy):
    known = encode_texts(["one", "two"], toy)
    toy.asked.clear()
    table = encode_texts(["two", "three"], toy, [known])
    assert toy.asked == ["three"]
    np.testing.assert_array_equal(table.vectors[0], known.vectors[1])


def test_no_movies_give_an_empty_table(toy, tmp_path):
    table = encode_movies([], toy)
    assert table.vectors.shape == (0, toy.dim)
    table.write(tmp_path / "vectors.safetensors")
    assert VectorTable.read(tmp_path / "vectors.safetensors").vectors.shape == (0, toy.dim)


def test_progress_is_about_new_texts(five_movies, toy):
    told = []
    known = encode_movies(five_movies[:2], toy)
    encode_movies(five_movies, toy, [known], lambda *step: told.append(step))
    assert told == [("encode", 3, 3)]


def test_comes_back_from_disk_as_it_was(five_movies, toy, tmp_path):
    table = encode_movies(five_movies, toy)
    path = tmp_path / "new" / "vectors.safetensors"
    table.write(path)
    again = VectorTable.read(path)
    assert (again.hashes, again.fingerprint) == (table.hashes, table.fingerprint)
    np.testing.assert_array_equal(again.vectors, table.vectors)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_to_float32_makes_length_one_and_leaves_nothing_as_it_is():
    table = VectorTable(("0" * 16, "1" * 16), np.array([[3, 4], [0, 0]], dtype=np.float16), "x")
    np.testing.assert_allclose(table.to_float32(), np.array([[0.6, 0.8], [0, 0]]), rtol=1e-6)


@pytest.mark.parametrize("shape", [(2, 3), (3,)])
def test_refuses_rows_that_do_not_fit_the_hashes(shape):
    with pytest.raises(DataError, match="3 rows"):
        VectorTable(("0" * 16,) * 3, np.zeros(shape, dtype=np.float16), "x")


GOOD = {"hashes": np.zeros((2, 16), np.uint8), "vectors": np.zeros((2, 3), np.float16)}
META = {"matinee": json.dumps({"format": "1", "fingerprint": "x", "template": "1"})}


@pytest.mark.parametrize(
    ("arrays", "metadata", "message"),
    [
        (GOOD, {}, "not a file of vectors"),
        (GOOD, {"matinee": "{"}, "not a file of vectors"),
        (GOOD, {"matinee": '{"format": "2"}'}, "format 1, not 2"),
        ({"hashes": GOOD["hashes"]}, META, "not a file of vectors"),
        (GOOD | {"vectors": np.zeros((3, 3), np.float16)}, META, "a hash and a float16 vector"),
        (GOOD | {"vectors": np.zeros((2, 3), np.int8)}, META, "a hash and a float16 vector"),
        (GOOD | {"vectors": np.zeros(2, np.float16)}, META, "a hash and a float16 vector"),
        (GOOD | {"hashes": np.zeros((2, 15), np.uint8)}, META, "a hash and a float16 vector"),
    ],
    ids=["no metadata", "no json", "format", "no vectors", "rows", "type", "flat", "digits"],
)
def test_refuses_other_files(tmp_path, arrays, metadata, message):
    path = tmp_path / "vectors.safetensors"
    save_file(arrays, path, metadata=metadata)
    with pytest.raises(ArtifactError, match=message):
        VectorTable.read(path)


def test_refuses_what_is_cut_short_or_missing(tmp_path, five_movies, toy):
    path = tmp_path / "vectors.safetensors"
    with pytest.raises(ArtifactError, match="not a file of vectors"):
        VectorTable.read(path)
    encode_movies(five_movies, toy).write(path)
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(ArtifactError, match="not a file of vectors"):
        VectorTable.read(path)
