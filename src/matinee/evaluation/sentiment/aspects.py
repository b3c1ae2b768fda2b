"""What reviews say of single aspects, against sentences that were labelled by hand.

``aspect_labels.csv`` holds places and labels alone: of 200 sentences of held-out movies, drawn for
each aspect and some besides, which aspects they speak of and whether that is praise, blame or
neither. The sentences themselves are in the public reviews.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from matinee.data import ASPECTS
from matinee.errors import DataError
from matinee.evaluation.sentiment.held_out import read_columns
from matinee.evaluation.sentiment.intervals import wilson
from matinee.evaluation.sentiment.tables import Cell, Table
from matinee.sentiment import SentimentModel
from matinee.sentiment.aspects import find_mentions

_NEUTRAL = "neutral"
_PRAISE = "positive"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence that a person has read.

    Attributes:
        text: The whole review.
        start: Where the sentence begins in it.
        end: Where it ends.
        said: Aspect -> ``positive``, ``negative`` or ``neutral``.
    """

    text: str
    start: int
    end: int
    said: dict[str, str]


def read_labelled(folder: Path) -> list[Labelled]:
    """The labelled sentences, with their reviews out of the folder.

    Raises:
        DataError: A review is not where the labels say.
    """
    listed = files("matinee.evaluation.sentiment").joinpath("aspect_labels.csv")
    rows = list(csv.DictReader(listed.read_text(encoding="utf-8").splitlines()))
    columns = {
        name: read_columns(folder / f"{name}.parquet", ["imdb_id", "text"])
        for name in {row["file"] for row in rows}
    }
    labelled = []
    for row in rows:
        table, place = columns[row["file"]], int(row["row"])
        if place >= len(table["imdb_id"]) or table["imdb_id"][place] != row["imdb_id"]:
            raise DataError(f"{row['file']}.parquet is not the labelled one: see row {place}.")
        said = dict(label.split(":") for label in row["labels"].split())
        start, end = int(row["start"]), int(row["end"])
        labelled.append(Labelled(table["text"][place], start, end, said))
    return labelled


def aspect_table(labelled: Sequence[Labelled], model: SentimentModel) -> Table:
    """Precision and recall of each aspect, and how often praise is told from blame.

    Args:
        labelled: Sentences.
        model: Tells how a sentence sounds, and the review that it is from.
    """
    texts = [one.text for one in labelled]
    mentions = find_mentions(texts, model, reviews=model.score(texts).positive)
    found, there, right = Counter[str](), Counter[str](), Counter[str]()
    clear, sided = Counter[str](), Counter[str]()
    for one, told in zip(labelled, mentions, strict=True):
        inside: dict[str, list[float]] = {}
        for mention in told:
            if one.start <= mention.start < one.end:
                inside.setdefault(mention.aspect, []).append(mention.positive)
        found.update(inside.keys())
        there.update(one.said.keys())
        for aspect in inside.keys() & one.said.keys():
            right[aspect] += 1
            if one.said[aspect] != _NEUTRAL:
                clear[aspect] += 1
                praise = sum(inside[aspect]) > len(inside[aspect]) / 2
                sided[aspect] += praise == (one.said[aspect] == _PRAISE)
    counts = (found, right, there, clear, sided)
    rows = [(aspect, *_figures(*(count[aspect] for count in counts))) for aspect in ASPECTS]
    rows.append(("all", *_figures(*(count.total() for count in counts))))
    return Table(
        name="aspects",
        title="Aspects: what is found in a sentence, against what a person reads in it",
        columns=("aspect", "found", "precision", "labelled", "recall", "clear", "side right"),
        rows=tuple(rows),
        notes=(
            f"{len(labelled)} labelled sentences of held-out movies. Precision: the share of what "
            "is found that is so; recall: the share of what is there that is found; side: whether "
            "it is praise or blame, where that is clear.",
        ),
    )


def _figures(found: int, right: int, there: int, clear: int, sided: int) -> tuple[Cell, ...]:
    return (
        found,
        wilson(right, found) if found else None,
        there,
        wilson(right, there) if there else None,
        clear,
        wilson(sided, clear) if clear else None,
    )
