"""``recommend``, ``similar``, ``next`` and ``sentiment``."""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matinee.cli import watch_next
from matinee.cli.output import JsonOption, note, ready, show_json, show_table
from matinee.cli.picks import show_picks
from matinee.cli.wish import with_wish
from matinee.errors import ConfigError, DataError

if TYPE_CHECKING:
    from matinee.sentiment import SentimentScores
    from matinee.service import Similar, Wish

#: Texts that a large model scores at a time.
BATCH = 32

TitleArgument = Annotated[str, typer.Argument(help="A title; a year in brackets picks one.")]


def add_commands(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(with_wish(recommend))
    app.command()(with_wish(similar))
    watch_next.add_commands(app)
    app.command()(sentiment)


def recommend(title: TitleArgument, *, as_json: JsonOption = False, wish: "Wish") -> None:
    """Movies for a title: what fits it, and what audiences loved."""
    from matinee.service import recommend_by_title

    with ready() as matinee:
        found = recommend_by_title(matinee, title, wish)
    _show(found, as_json=as_json)


def similar(
    movie: Annotated[str | None, typer.Argument(help="A title of the catalogue.")] = None,
    movie_id: Annotated[
        int | None, typer.Option("--id", help="A movie's number, in place of a title.", min=1)
    ] = None,
    *,
    as_json: JsonOption = False,
    wish: "Wish",
) -> None:
    """Movies like a movie of the catalogue, without asking any outside service."""
    from matinee.service import find_movie, similar_movies

    if (movie is None) == (movie_id is None):
        raise ConfigError("name a movie either by its title or by --id.")
    with ready() as matinee:
        matinee.omdb = None
        number = find_movie(matinee, movie or "").movie_id if movie_id is None else movie_id
        found = similar_movies(matinee, number, wish)
    _show(found, as_json=as_json)


def _show(found: "Similar", *, as_json: bool) -> None:
    from matinee.api.pick_schemas import SimilarOut

    if as_json:
        show_json(SimilarOut.of(found).model_dump(mode="json"))
        return
    movie = found.query.movie
    show_picks(found.picks, f"For {movie.title} ({movie.year})" if movie.year else movie.title)
    for sentence in found.notes:
        note(sentence)


def sentiment(
    text: Annotated[
        str, typer.Argument(help="A review, or - for JSON lines with `text` on standard input.")
    ],
    *,
    as_json: JsonOption = False,
) -> None:
    """Read a review: a label and the probability that its writer liked the movie."""
    from matinee.config import Settings
    from matinee.sentiment import build_sentiment

    settings = Settings()
    model = build_sentiment(
        settings.sentiment, doubt=settings.sentiment_doubt, threads=settings.threads
    )
    if text != "-":
        (result,) = _told(model.score([text]))
        if as_json:
            show_json(result)
        else:
            language = result["language"] or "not known"
            row = [result["label"], result["positive"], language, result["weight"]]
            show_table(["label", "positive", "language", "counts for"], [row])
        return
    # our own models are nearly as quick one by one, and whoever waits for each answer gets it
    size = BATCH if settings.sentiment.startswith("hf:") else 1
    rows = _read_lines()
    while batch := list(islice(rows, size)):
        for result in _told(model.score([row["text"] for row in batch])):
            sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


def _told(scores: "SentimentScores") -> list[dict[str, Any]]:
    """What the API tells of each text; made here, because the API takes long to load."""
    columns = scores.names, scores.positive.tolist(), scores.languages, scores.weights.tolist()
    return [
        {
            "label": label,
            "positive": round(positive, 6),
            "language": language,
            "weight": round(weight, 6),
        }
        for label, positive, language, weight in zip(*columns, strict=True)
    ]


def _read_lines() -> Iterator[dict[str, Any]]:
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DataError(
                f"line {number} must be a JSON object, not {line.strip()[:60]!r}."
            ) from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise DataError(f"line {number} must be an object with a string `text`.")
        yield row
