import json
import string
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from matinee.errors import ConfigError
from matinee.sentiment import LABELS, build_sentiment
from matinee.sentiment.huggingface import HuggingFaceSentiment, label_values

FIVE = ("Very Negative", "Negative", "Neutral", "Positive", "Very Positive")


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (FIVE, [0, 0.25, 0.5, 0.75, 1]),
        (FIVE[::-1], [1, 0.75, 0.5, 0.25, 0]),
        (["NEGATIVE", "POSITIVE"], [0, 1]),
        (["POS", "NEU", "NEG"], [1, 0.5, 0]),
        (["very_negative", "Very-Positive"], [0, 1]),
        (["LABEL_0", "LABEL_1"], [0, 1]),
        (["LABEL_2", "LABEL_1", "LABEL_0"], [1, 0.5, 0]),
        (["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], [0, 0.25, 0.5, 0.75, 1]),
    ],
    ids=str,
)
def test_labels_are_placed_between_bad_and_good(names, values):
    assert label_values(names).tolist() == values


@pytest.mark.parametrize(
    "names",
    [
        ["joy", "anger"],
        ["NEGATIVE", "joy"],
        ["POSITIVE"],
        ["neutral", "mixed"],
        ["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"],
        ["LABEL_1", "LABEL_2"],
        ["0 stars", "6 stars"],
        [],
    ],
    ids=str,
)
def test_labels_that_do_not_tell_good_from_bad_are_named(names):
    with pytest.raises(ConfigError, match=f"not {', '.join(names)}\\."):
        label_values(names)


def write_model(folder: Path, names: Sequence[str], **tokenizer: object) -> Path:
    """A DistilBERT of one small layer with a tokenizer of letters; no network is needed."""
    torch = pytest.importorskip("torch", reason="torch comes with matinee[hf]")
    transformers = pytest.importorskip("transformers", reason="it comes with matinee[hf]")
    torch.manual_seed(0)
    folder.mkdir()
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "movie"]
    pieces += [*string.ascii_lowercase, *(f"##{letter}" for letter in string.ascii_lowercase)]
    (folder / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
    config = transformers.DistilBertConfig(
        vocab_size=len(pieces),
        max_position_embeddings=32,
        n_layers=1,
        n_heads=2,
        dim=16,
        hidden_dim=32,
        id2label=dict(enumerate(names)),
        label2id={name: index for index, name in enumerate(names)},
        initializer_range=0.7,
    )
    transformers.DistilBertForSequenceClassification(config).save_pretrained(folder)
    told = {"tokenizer_class": "DistilBertTokenizer", "model_max_length": 32, **tokenizer}
    (folder / "tokenizer_config.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def five_labels(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("models") / "five", FIVE)


def by_hand(folder: Path, text: str) -> np.ndarray:
    """Shares of the labels without any pipeline."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    with torch.no_grad():
        logits = model(**tokenizer(text, truncation=True, return_tensors="pt")).logits[0]
    return np.asarray(torch.softmax(logits, dim=0))


TEXTS = ["good movie", "bad", "a bad bad movie", "movie " * 400, "zebra quilt", "good good"]


@pytest.mark.hf
def test_five_labels_are_an_expectation_and_the_likeliest(five_labels):
    scores = build_sentiment(f"hf:{five_labels}").score(TEXTS)
    shares = np.array([by_hand(five_labels, text) for text in TEXTS])
    assert scores.positive == pytest.approx(shares @ [0, 0.25, 0.5, 0.75, 1], abs=1e-5)
    assert scores.labels.tolist() == shares.argmax(axis=1).tolist()
    assert set(scores.names) <= set(LABELS)
    assert len(set(scores.positive.tolist())) > 1


@pytest.mark.hf
def test_order_of_a_models_labels_does_not_matter(five_labels, tmp_path):
    turned = write_model(tmp_path / "turned", FIVE[::-1])
    straight = HuggingFaceSentiment.load(str(five_labels)).score(TEXTS)
    reverse = HuggingFaceSentiment.load(str(turned)).score(TEXTS)
    assert reverse.positive == pytest.approx(1 - straight.positive, abs=1e-5)
    assert reverse.labels.tolist() == [4 - label for label in straight.labels.tolist()]


@pytest.mark.hf
def test_two_labels_give_a_fifth_of_the_scale(tmp_path):
    two = write_model(tmp_path / "two", ["NEGATIVE", "POSITIVE"])
    scores = HuggingFaceSentiment.load(str(two)).score(TEXTS)
    assert scores.positive == pytest.approx([by_hand(two, text)[1] for text in TEXTS], abs=1e-5)
    assert scores.labels.tolist() == [min(int(p * 5), 4) for p in scores.positive.tolist()]


@pytest.mark.hf
def test_batches_agree_with_one_by_one_and_are_told(five_labels):
    model = HuggingFaceSentiment.load(str(five_labels))
    texts = TEXTS * 6
    told = []
    together = model.score(texts, lambda *step: told.append(step))
    singles = [float(model.score([text]).positive[0]) for text in texts]
    assert together.positive == pytest.approx(singles, abs=1e-5)
    assert told == [("sentiment", 16, 36), ("sentiment", 32, 36), ("sentiment", 36, 36)]


@pytest.mark.hf
def test_nothing_to_read_is_neutral_and_odd_text_is_read(five_labels):
    scores = HuggingFaceSentiment.load(str(five_labels)).score(["", " \n", "\ud800 good", "👍\x00"])
    assert scores.positive[:2].tolist() == [0.5, 0.5]
    assert scores.names[:2] == ("Neutral", "Neutral")
    assert ((scores.positive >= 0) & (scores.positive <= 1)).all()
    assert len(HuggingFaceSentiment.load(str(five_labels)).score([])) == 0


@pytest.mark.hf
@pytest.mark.parametrize("told", [{"model_max_length": 10**30}, {"pad_token": None}], ids=str)
def test_a_tokenizer_without_a_limit_or_padding_is_used_with_care(tmp_path, told):
    folder = write_model(tmp_path / "careless", FIVE, **told)
    scores = HuggingFaceSentiment.load(str(folder)).score(["good " * 500, "bad"])
    assert len(set(scores.positive.tolist())) == 2


@pytest.mark.hf
def test_a_folder_without_a_model_is_refused(tmp_path):
    pytest.importorskip("transformers", reason="it comes with matinee[hf]")
    with pytest.raises(ConfigError, match="name or folder of a text-classification model"):
        build_sentiment(f"hf:{tmp_path}")


@pytest.mark.hf
def test_version_tells_the_model(five_labels, tmp_path):
    other = write_model(tmp_path / "other", ["NEGATIVE", "POSITIVE"])
    versions = {HuggingFaceSentiment.load(str(folder)).version for folder in (five_labels, other)}
    assert len(versions) == 2
    assert all(version.startswith("hf:") for version in versions)
