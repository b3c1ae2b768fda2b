import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.sentiment.sentences import LONGEST_SENTENCE, Span, split_contrast, split_sentences

ODD = st.text(
    alphabet=st.sampled_from([*" .!?…\"')\n<br/>MrsIa1,;-—映。\uff01\u2028İ\ud800"]), max_size=80
)


def pieces(text):
    return [text[start:end] for start, end in split_sentences(text)]


def halves(text):
    whole = Span(0, len(text))
    return [text[start:end] for start, end in split_contrast(text.lower(), whole)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I liked it. It is fun!", ["I liked it.", "It is fun!"]),
        ("Mr. Bean met Dr. Who. Fine.", ["Mr. Bean met Dr. Who.", "Fine."]),
        ("J. R. R. Tolkien wrote it. Read it.", ["J. R. R. Tolkien wrote it.", "Read it."]),
        ("It is so slow... but nice... The end.", ["It is so slow... but nice...", "The end."]),
        ("Wait… what? Yes", ["Wait… what?", "Yes"]),
        ("It was boring.The plot is bad.", ["It was boring.", "The plot is bad."]),
        ("Really?!Yes", ["Really?!", "Yes"]),
        ("One<br /><br>two<br/>three", ["One", "two", "three"]),
        ("One\n\n two \r\nthree", ["One", "two", "three"]),
        (
            "I give it 7.5 out of 10. See imdb.com for more.",
            ["I give it 7.5 out of 10.", "See imdb.com for more."],
        ),
        ("the film was ok. i liked it", ["the film was ok.", "i liked it"]),
        ("Guns, cars etc. are here. No.", ["Guns, cars etc. are here.", "No."]),
        ('He said "wow." Then he left.', ['He said "wow."', "Then he left."]),
        ("(It drags.) A lot.", ["(It drags.)", "A lot."]),
        ("So did I. Great.", ["So did I.", "Great."]),
        ("映画は最高。とても良い\uff01", ["映画は最高。", "とても良い\uff01"]),
        ("No end", ["No end"]),
        ("... !!! ---", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, expected):
    assert pieces(text) == expected


@given(ODD)
def test_spans_are_in_order_trimmed_and_lose_no_word(text):
    place, kept = 0, 0
    for start, end in split_sentences(text):
        assert place <= start < end <= len(text)
        piece = text[start:end]
        assert piece == piece.strip()
        kept += sum(map(str.isalnum, piece))
        place = end
    if "<br" not in text:
        assert kept == sum(map(str.isalnum, text))


@given(ODD)
def test_halves_cover_the_sentence(text):
    for span in split_sentences(text):
        # letters that grow when they are made small are the caller's affair
        found = split_contrast(text, span)
        assert found[0].start >= span.start
        assert found[-1].end <= span.end
        words = [text[start:end] for start, end in found]
        whole = text[span.start : span.end]
        assert sum(map(str.isalnum, "".join(words))) == sum(map(str.isalnum, whole))


def test_a_sentence_without_end_is_cut_at_a_blank():
    found = pieces("slow and dull " * 200)
    assert len(found) > 1
    assert max(map(len, found)) <= LONGEST_SENTENCE
    assert {piece.split()[0] for piece in found} <= {"slow", "and", "dull"}


N = 300_000
FLOODS = {
    "dots": "." * N,
    "short": "a. " * (N // 3),
    "breaks": "<br " * (N // 4),
    "open break": "<br" + " " * N,
    "one word": "I" * N,
    "no blanks": "a.b" * (N // 3),
    "quotes": "." * (N // 2) + "a" + "'" * (N // 2),
    "but": "but " * (N // 4),
    "marks": "! " * (N // 2),
}


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS)
def test_a_flood_takes_linear_time(text):
    started = time.process_time()
    for span in split_sentences(text):
        split_contrast(text, span)
    # half a second at most; a quadratic path takes an hour
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Great cast, but the pacing drags", ["Great cast,", "but the pacing drags"]),
        (
            "Although the cast is fine, the story is weak",
            ["Although the cast is fine,", "the story is weak"],
        ),
        ("While I liked it, the end is bad", ["While I liked it,", "the end is bad"]),
        ("The cast is fine; the story is not", ["The cast is fine;", "the story is not"]),
        ("Not only fun but also wise", ["Not only fun but also wise"]),
        ("It is nothing but noise", ["It is nothing but noise"]),
        ("It plays as though nobody cared", ["It plays as though nobody cared"]),
        ("It is butter", ["It is butter"]),
        ("Good, however slow it is", ["Good,", "however slow it is"]),
    ],
)
def test_contrasts_are_split_where_they_turn(text, expected):
    assert halves(text) == expected
