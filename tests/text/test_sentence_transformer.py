import shutil
import sys

import numpy as np
import pytest

from matinee.errors import ArtifactError, DataError, MissingExtraError
from matinee.text import build_encoder

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "robot", "desert", "love", "heist", "?"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A tiny BERT with random weights, saved as a sentence-transformers model."""
    reason = "needs torch and sentence-transformers, which matinee[hf] brings"
    torch = pytest.importorskip("torch", reason=reason)
    library = pytest.importorskip("sentence_transformers", reason=reason)
    transformers = pytest.importorskip("transformers", reason=reason)
    torch.manual_seed(1)
    path = tmp_path_factory.mktemp("bert")
    (path / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    config = transformers.BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    transformers.BertModel(config).save_pretrained(path / "model")
    transformers.BertTokenizerFast(vocab=str(path / "vocab.txt")).save_pretrained(path / "model")
    model = library.SentenceTransformer(str(path / "model"), device="cpu")  # with a mean on top
    model.max_seq_length = 32
    model.save(str(path / "whole"))
    return str(path / "whole")


@pytest.fixture(scope="module")
def tiny(folder):
    return build_encoder(folder, threads=2)


@pytest.mark.hf
@pytest.mark.filterwarnings("default")
class TestFolder:
    def test_gives_unit_rows_in_order(self, tiny):
        texts = ["robot desert", "love", "", "\ud83c", "heist " * 5000]
        vectors = tiny.encode(texts)
        assert vectors.shape == (5, tiny.dim) == (5, 16)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        alone = np.stack([tiny.encode_one(text) for text in texts])
        np.testing.assert_allclose(vectors, alone, atol=1e-5)

    def test_nothing_gives_no_rows(self, tiny):
        assert tiny.encode([]).shape == (0, 16)

    def test_progress_counts_every_text(self, tiny):
        told = []
        tiny.encode(["love"] * 300, lambda *step: told.append(step))
        assert told == [("encode", 0, 300), ("encode", 256, 300), ("encode", 300, 300)]

    def test_one_text_in_place_of_a_list_is_refused(self, tiny):
        with pytest.raises(DataError, match="encode_one"):
            tiny.encode("love")

    def test_the_fingerprint_is_the_content(self, tiny, folder, tmp_path):
        copy = tmp_path / "copy"
        shutil.copytree(folder, copy)
        assert build_encoder(str(copy)).fingerprint == tiny.fingerprint
        with (copy / "README.md").open("a", encoding="utf-8") as stream:
            stream.write("changed")
        assert build_encoder(str(copy)).fingerprint != tiny.fingerprint

    def test_a_folder_without_a_model_is_refused(self, tiny, tmp_path):
        with pytest.raises(ArtifactError, match="cannot be opened"):
            build_encoder(str(tmp_path))


def test_without_the_extra_it_is_named(monkeypatch):
    # an entry of None makes import fail as if the package were not installed
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtraError, match=r"matinee\[hf\]"):
        build_encoder("sentence-transformers/anything")
