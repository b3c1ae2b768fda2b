"""Hand-written reviews with the direction that a reader would give them, kind by kind.

They are asked of the shipped cascade at its default doubt. What it gets wrong is listed in
``KNOWN`` with the reason, and a fault that is mended has to leave that list.
"""

from collections import Counter

import pytest

from matinee.sentiment.cascade import Cascade
from tests.kit.figures import FIGURES

# praise, blame, and "cannot tell": a probability of 0.3 to 0.7
UP, DOWN, OPEN = "positive", "negative", "unsure"

_FACTS = (
    "The movie opens in a harbour town in 1953. A clerk finds a letter that is not meant for him "
    "and takes the night train north, where he meets the widow who wrote it. They travel on by "
    "ship, and on the third day a storm comes up. "
)
_LONG = _FACTS * 12

PROBES: list[tuple[str, str, str]] = [
    ("plain", "I loved it.", UP),
    ("plain", "Terrible.", DOWN),
    ("plain", "great!", UP),
    ("plain", "Boring from start to finish.", DOWN),
    ("plain", "One of the finest movies of the decade.", UP),
    ("plain", "Two hours that I will never get back.", DOWN),
    ("plain", "10/10", UP),
    ("plain", "1/10", DOWN),
    ("plain", "I could watch it again tomorrow.", UP),
    ("plain", "Please, nobody make a sequel to this.", DOWN),
    ("negation", "Not bad at all.", UP),
    ("negation", "not bad", UP),
    ("negation", "I don't like it.", DOWN),
    ("negation", "I didn\u2019t enjoy a single minute.", DOWN),
    ("negation", "There is nothing wrong with this movie.", UP),
    ("negation", "It is not the masterpiece that everybody says it is.", DOWN),
    ("negation", "You will not regret seeing this.", UP),
    ("negation", "I can't recommend it.", DOWN),
    ("negation", "I can't recommend it enough.", UP),
    ("negation", "Never dull.", UP),
    ("negation", "Hardly funny.", DOWN),
    ("negation", "It isn't good, it isn't clever and it isn't short.", DOWN),
    ("contrast", "Great cast, but the story is a mess and I was bored.", DOWN),
    ("contrast", "The effects look cheap, but what a wonderful, moving story!", UP),
    ("contrast", "I expected to hate it, and I ended up loving every minute.", UP),
    ("contrast", "Looks gorgeous. Shame that there is nothing behind it.", DOWN),
    ("contrast", "Slow to start, yet the last hour is pure magic.", UP),
    ("contrast", "Despite all the talent involved it never comes to life.", DOWN),
    ("contrast", "Sure, it is silly and far too long, but I had a great time.", UP),
    ("contrast", "The first half is brilliant; the second half ruins everything.", DOWN),
    ("irony", "Oh great, another two hours of explosions and no plot.", DOWN),
    ("irony", "A wonderful movie if you want to fall asleep.", DOWN),
    ("irony", "The best part was when the credits rolled.", DOWN),
    ("irony", "Congratulations to everyone who stayed awake.", DOWN),
    ("irony", "I laughed a lot, sadly it was meant to be a tragedy.", DOWN),
    ("irony", "If you enjoy watching paint dry, this is your movie.", DOWN),
    ("irony", "Brilliant idea: take a good book and throw away everything but the title.", DOWN),
    ("irony", "What a masterpiece. I have seen better acting in a school play.", DOWN),
    ("understatement", "Worth every penny.", UP),
    ("understatement", "I have had better evenings.", DOWN),
    ("understatement", "It grew on me, and now it is my favourite.", UP),
    ("understatement", "It could have been so much more.", DOWN),
    ("plot only", "A clerk finds a letter and takes the night train north.", OPEN),
    ("plot only", "He turns out to be her brother, and she dies in the last scene.", OPEN),
    ("plot only", "The story is set in Paris in 1953.", OPEN),
    ("emoji", "👍", UP),
    ("emoji", "👎👎👎", DOWN),
    ("emoji", "😍😍 🍿", UP),
    ("emoji", "🤮", DOWN),
    ("emoji", "Saw it last night 👍", UP),
    ("emoji", "This movie 💩", DOWN),
    ("emoji", "🎬🍿", OPEN),
    ("capitals", "WORST MOVIE EVER MADE", DOWN),
    ("capitals", "ABSOLUTELY LOVED THIS, GO SEE IT NOW!!!", UP),
    ("capitals", "I WANT MY MONEY BACK", DOWN),
    ("misspelt", "realy good moovie i luved it", UP),
    ("misspelt", "omg sooo boring dont waste ur time", DOWN),
    ("nothing", "", OPEN),
    ("nothing", " \n\t ", OPEN),
    ("nothing", "...", OPEN),
    ("nothing", "qwrtz zxcvb", OPEN),
    ("nothing", "\x00\x01 \ud83d", OPEN),
    ("other scripts", "映画を見ました", OPEN),
    ("other scripts", "정말 재미있어요", OPEN),
    ("other scripts", "Очень плохой фильм", OPEN),
    ("other scripts", "فيلم رائع جدا", OPEN),
    ("end of a long text", _LONG + "I hated it. A dull, lifeless waste of time.", DOWN),
    ("end of a long text", _LONG + "I loved it. A wonderful movie, see it at once!", UP),
    ("end of a long text", _LONG + "What a letdown. Avoid it.", DOWN),
    ("end of a long text", _LONG + "I cannot wait to see it again. Superb!", UP),
    ("start of a long text", "A dreadful, boring mess. " + _LONG, DOWN),
    ("start of a long text", "A superb, moving masterpiece. " + _LONG, UP),
    ("a megabyte", "I loved every wonderful minute of it. " * 27_000, UP),
    ("a megabyte", "What a dull and stupid waste of time. " * 27_000, DOWN),
    ("a megabyte", _FACTS * 4_000 + "It is awful. I hated it, every minute.", DOWN),
    ("comparison", "The book was so much better.", DOWN),
    ("comparison", "Even better than the first one.", UP),
    ("comparison", "Makes the first one look like a masterpiece.", DOWN),
    ("lukewarm", "It was okay, nothing more.", OPEN),
    ("markup", "Great fun!<br /><br />Ten out of ten.", UP),
    ("markup", "Awful.<br /><br />Zero stars.", DOWN),
]

#: Probe -> why the cascade gets it wrong.
_PRAISE_IN_BLAME = "the words of praise outweigh what is done to them"
_REMARK = "blame of the audience or of another movie is not seen as irony"
KNOWN: dict[str, str] = {
    "There is nothing wrong with this movie.": "the words of blame outweigh the negation",
    "I can't recommend it enough.": "reads as far as a reader who skips the last word",
    "Never dull.": "the word of blame outweighs the negation; two words say little",
    "It is not the masterpiece that everybody says it is.": _PRAISE_IN_BLAME,
    "It isn't good, it isn't clever and it isn't short.": _PRAISE_IN_BLAME,
    "Despite all the talent involved it never comes to life.": _PRAISE_IN_BLAME,
    "The first half is brilliant; the second half ruins everything.": _PRAISE_IN_BLAME,
    "A wonderful movie if you want to fall asleep.": "irony reads as what it says",
    "The best part was when the credits rolled.": "irony reads as what it says",
    "What a masterpiece. I have seen better acting in a school play.": "irony, as what it says",
    "Congratulations to everyone who stayed awake.": _REMARK,
    "Makes the first one look like a masterpiece.": _REMARK,
    "The story is set in Paris in 1953.": "the treebank's sentences of this shape praise",
    "It was okay, nothing more.": "reviews of five and six stars are missing from the data",
}


def direction(positive: float) -> str:
    if 0.3 <= positive <= 0.7:
        return OPEN
    return UP if positive > 0.5 else DOWN


def is_right(expected: str, positive: float) -> bool:
    """A clear text must be on its side of a half; an open one must stay near it."""
    if expected == OPEN:
        return direction(positive) == OPEN
    return (positive > 0.5) == (expected == UP)


@pytest.fixture(scope="module")
def found():
    texts = [text for _, text, _ in PROBES]
    return Cascade.shipped().score(texts)


def test_probes_read_as_a_reader_would(found, record_property):
    right: Counter[str] = Counter()
    wrong = {}
    for (kind, text, expected), positive in zip(PROBES, found.positive.tolist(), strict=True):
        right[kind] += is_right(expected, positive)
        if not is_right(expected, positive):
            wrong[text] = f"{kind}: {expected} expected, {positive:.2f} found"
    total = Counter(kind for kind, _, _ in PROBES)
    told = ", ".join(f"{kind} {right[kind]} of {total[kind]}" for kind in total)
    record_property(FIGURES, f"probes read right: {right.total()} of {len(PROBES)} ({told})")
    assert {text: why for text, why in wrong.items() if text not in KNOWN} == {}
    assert sorted(KNOWN) == sorted(wrong), "a probe of KNOWN is read right; take it off the list"


def test_there_are_enough_of_them_and_few_faults():
    texts = [text for _, text, _ in PROBES]
    assert len(texts) == len(set(texts)) >= 60
    assert set(KNOWN) <= set(texts)
    assert len(KNOWN) <= len(PROBES) // 5


def test_what_tells_nothing_counts_for_nothing(found):
    empty = [row for row, (kind, _, _) in enumerate(PROBES) if kind == "nothing"]
    strange = [row for row, (kind, _, _) in enumerate(PROBES) if kind == "other scripts"]
    assert set(found.positive[[*empty, *strange]].tolist()) == {0.5}
    assert {found.names[row] for row in [*empty, *strange]} == {"Neutral"}
    assert not found.weights[[*empty, *strange]].any()


def test_capitals_change_nothing():
    texts = ["I loved this wonderful movie.", "What a waste of time, avoid it.", "not bad"]
    cascade = Cascade.shipped()
    small, large = (cascade.score(some).positive for some in (texts, [t.upper() for t in texts]))
    assert small == pytest.approx(large, abs=1e-5)
