"""Other languages: how often each is known, and how often what it says is read right."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matinee.evaluation.sentiment.english import right
from matinee.evaluation.sentiment.held_out import Texts
from matinee.evaluation.sentiment.intervals import balanced, mean_of, wilson
from matinee.evaluation.sentiment.tables import Cell, Estimate, Table
from matinee.sentiment import SentimentScores
from matinee.sentiment.polarity import UNREAD_WEIGHT

#: Letters up to which a text is short, and up to which it is of middle length.
_LENGTHS = (20, 60)


@dataclass(frozen=True, slots=True)
class Answers:
    """What one reader of many languages says, group by group.

    Attributes:
        name: Of the reader.
        found: As texts come in: the language is identified first.
        told: Where it is told the language of each text.
    """

    name: str
    found: Sequence[SentimentScores]
    told: Sequence[SentimentScores]


def language_table(groups: Sequence[Texts], answers: Sequence[Answers]) -> Table:
    """Balanced accuracy of each language and domain."""
    rows: list[tuple[Cell, ...]] = []
    for place, group in enumerate(groups):
        figures: list[Cell] = []
        for answer in answers:
            found = answer.found[place]
            read = float((found.weights > UNREAD_WEIGHT).mean())
            figures += [_accuracy(group, found), read, _accuracy(group, answer.told[place])]
        rows.append(
            (
                group.language,
                group.domain,
                len(group.texts),
                "yes" if group.trained else "no",
                *figures,
            )
        )
    columns = [
        f"{answer.name}{what}" for answer in answers for what in ("", ": read", ": language told")
    ]
    return Table(
        name="languages",
        title="Languages: balanced accuracy, praise against the opposite",
        columns=("language", "domain", "texts", "trained on", *columns),
        rows=tuple(rows),
        notes=(
            "Mean of the share that is right among praise and among its opposite; a text that is "
            "not read counts half, as a guess would. Read: the share whose language was found and "
            "is supported.",
        ),
    )


def mean_table(groups: Sequence[Texts], answers: Sequence[Answers]) -> Table:
    """Means over languages, each the mean of its domains."""
    trained = {group.language for group in groups if group.trained}
    kinds = {
        "languages with text to train on": [group.trained for group in groups],
        "their texts that may not be trained on": [
            not group.trained and group.language in trained for group in groups
        ],
        "languages without text to train on": [group.language not in trained for group in groups],
    }
    rows: list[tuple[Cell, ...]] = []
    for name, kept in kinds.items():
        places = [place for place, is_kept in enumerate(kept) if is_kept]
        if not places:
            continue
        figures: list[Cell] = []
        for answer in answers:
            figures += [
                _mean(groups, answer.found, places),
                _mean(groups, answer.told, places),
            ]
        rows.append((name, len({groups[place].language for place in places}), *figures))
    columns = [f"{answer.name}{what}" for answer in answers for what in ("", ": language told")]
    return Table(
        name="language-means",
        title="Languages: means",
        columns=("mean over", "languages", *columns),
        rows=tuple(rows),
        notes=("Every language counts alike, and within it every domain.",),
    )


def identification_table(
    groups: Sequence[Texts], identified: Sequence[Sequence[str | None]]
) -> tuple[Table, Table]:
    """How often the language is known: language by language, and by the length of the text.

    Args:
        groups: Texts whose language is known.
        identified: What each was taken for, group by group.
    """
    pairs: dict[str, list[str | None]] = {}
    by_length: dict[int, list[tuple[str | None, str]]] = {}
    for group, guesses in zip(groups, identified, strict=True):
        pairs.setdefault(group.language, []).extend(guesses)
        for text, guess in zip(group.texts, guesses, strict=True):
            length = int(np.searchsorted(_LENGTHS, sum(map(str.isalpha, text)), side="left"))
            by_length.setdefault(length, []).append((guess, group.language))
    rows = [(language, *_shares(language, guesses)) for language, guesses in sorted(pairs.items())]
    short, middle = _LENGTHS
    names = (f"up to {short} letters", f"{short + 1} to {middle}", f"more than {middle}")
    lengths: list[tuple[Cell, ...]] = []
    for length, found in sorted(by_length.items()):
        n = len(found)
        hits = sum(guess == language for guess, language in found)
        unsure = sum(guess is None for guess, _ in found)
        lengths.append((names[length], n, wilson(hits, n), unsure / n, (n - hits - unsure) / n))
    return (
        Table(
            name="identification",
            title="Languages: how often each is known",
            columns=("language", "texts", "right", "not sure", "wrong", "most often taken for"),
            rows=tuple(rows),
        ),
        Table(
            name="identification-by-length",
            title="Languages: how often each is known, by length",
            columns=("text", "texts", "right", "not sure", "wrong"),
            rows=tuple(lengths),
        ),
    )


def _shares(language: str, guesses: Sequence[str | None]) -> tuple[Cell, ...]:
    n = len(guesses)
    hits, unsure = guesses.count(language), guesses.count(None)
    others = Counter(guess for guess in guesses if guess not in {language, None})
    most = ", ".join(str(other) for other, _ in others.most_common(2))
    return n, wilson(hits, n), unsure / n, (n - hits - unsure) / n, most or None


def _accuracy(group: Texts, scores: SentimentScores) -> Estimate:
    return balanced(right(scores.positive, group.liked), group.liked)


def _mean(
    groups: Sequence[Texts], scores: Sequence[SentimentScores], places: Sequence[int]
) -> Estimate:
    by_language: dict[str, list[Estimate]] = {}
    for place in places:
        group = groups[place]
        by_language.setdefault(group.language, []).append(_accuracy(group, scores[place]))
    return mean_of([mean_of(figures) for figures in by_language.values()])
