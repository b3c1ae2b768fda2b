"""Which language a text is in: hand-written sentences of many, and what is none."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.sentiment.language import identifier_version, identify

TOLD = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
PROBES, UNSUPPORTED = TOLD["supported"], TOLD["unsupported"]

ENGLISH = (
    "A wonderful movie with a great cast.",
    "Two hours of my life that I will never get back.",
    "not bad at all",
    "The plot is thin, but the jokes land.",
    "I LOVED EVERY MINUTE OF IT",
    "Best film I've seen this year!",
    "boring and far too long",
)


@pytest.mark.parametrize("language", PROBES)
def test_reviews_in_supported_languages_are_known(language):
    near = {"id": {"id", "ms"}, "ms": {"id", "ms"}}.get(language, {language})
    assert set(identify(PROBES[language])) <= near


@pytest.mark.parametrize("language", UNSUPPORTED)
def test_other_languages_are_not_taken_for_supported_ones(language):
    assert identify(UNSUPPORTED[language]) == [language] * 2


def test_english_is_english():
    assert identify(ENGLISH) == ["en"] * len(ENGLISH)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "!!!",
        "10/10",
        "😍😍😍",
        "12345",
        "https://example.com/gut",
        "@jemand",
        "\ud800",
        "<br />",
    ],
)
def test_without_letters_there_is_no_language(text):
    assert identify([text]) == [None]


@pytest.mark.parametrize("text", ["meh", "wow", "ok", "Titanic", "xkcd"])
def test_a_word_of_many_languages_is_of_no_sure_one(text):
    assert identify([text]) == [None]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("이 영화 정말 good 최고", "ko"),
        ("この映画は amazing でした", "ja"),
        ("映画は最高", "ja"),
        ("电影很好看 great", "zh"),
        ("หนังเรื่อง Titanic ดีมาก", "th"),
        ("I watched 기생충 with my family and we all loved it", "en"),
        ("Фильм Titanic очень понравился, советую", "ru"),
        ("MUHTEŞEM BİR FİLM, ÇOK BEĞENDİM", "tr"),
    ],
)
def test_mixed_scripts_are_in_the_language_of_most(text, language):
    assert identify([text]) == [language]


def test_hindi_in_latin_letters_needs_more_than_one_word():
    assert identify(["yeh film bahut acchi hai"]) == ["hi-Latn"]
    assert identify(
        ["The song Kuch Kuch Hota Hai is the best thing of that whole year for me"]
    ) == ["en"]
    assert identify(["Giao hàng thiếu, nhiều lỗi, không hài lòng"]) == ["vi"]


def test_a_long_text_is_told_by_its_beginning():
    assert identify(["Ein sehr guter Film. " * 50_000]) == ["de"]


def test_the_version_names_the_library():
    assert identifier_version().startswith("langid-0.")


@settings(max_examples=40)
@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_has_one_answer_whatever_stands_beside_it(texts):
    found = identify(texts)
    assert found == [identify([text])[0] for text in texts]
    assert all(
        one is None or (one[:2].isalpha() and one.islower()) or one == "hi-Latn" for one in found
    )
