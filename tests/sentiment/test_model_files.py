import json

import pytest

from matinee.errors import ArtifactError
from matinee.sentiment.model_files import read_arrays, read_description


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "cannot be read"),
        ("[]", "must be of kind 'reader', not 'None'"),
        ("7", "must be of kind 'reader', not 'None'"),
        ('{"kind": "linear"}', "must be of kind 'reader', not 'linear'"),
        ('{"kind": "reader", "format": 3}', "has format 3; this version reads 2"),
    ],
)
def test_a_description_of_something_else_is_refused(tmp_path, content, told):
    path = tmp_path / "reader.json"
    path.write_text(content)
    with pytest.raises(ArtifactError, match=told):
        read_description(path, "reader", 2)


@pytest.mark.parametrize("number", [1, 2])
def test_a_description_comes_back_whole(tmp_path, number):
    given = {"kind": "reader", "format": number, "tokens": 256}
    path = tmp_path / "reader.json"
    path.write_text(json.dumps(given))
    assert read_description(path, "reader", 2) == given


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ArtifactError, match=r"'gone.json' cannot be read"):
        read_description(tmp_path / "gone.json", "reader", 1)
    with pytest.raises(ArtifactError, match=r"'gone.safetensors' cannot be read"):
        read_arrays(tmp_path / "gone.safetensors", None)
