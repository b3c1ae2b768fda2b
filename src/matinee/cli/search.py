"""``search``."""

from typing import Annotated

import typer

from matinee.cli.output import JsonOption, note, ready, show_json, show_table


def add_commands(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(search)


def search(
    words: Annotated[str, typer.Argument(help="A sentence, a title or a name.")],
    n: Annotated[int, typer.Option("-n", help="How many movies.", min=1, max=100)] = 10,
    *,
    tag: Annotated[
        list[str] | None, typer.Option(help="A tag that movies must have; may be repeated.")
    ] = None,
    genre: Annotated[str | None, typer.Option(help="A genre.")] = None,
    year_from: Annotated[int | None, typer.Option(help="First year of release.")] = None,
    year_to: Annotated[int | None, typer.Option(help="Last year of release.")] = None,
    family: Annotated[
        bool, typer.Option("--family", help="Only movies to watch with children in the room.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Movies for a sentence: by title and person, by words, and by meaning."""
    from matinee.data import FAMILY, ContentLimits
    from matinee.service import MovieQuery, search_by_sentence

    filters = MovieQuery(
        genre=genre,
        year_from=year_from,
        year_to=year_to,
        tags=tuple(tag or ()),
        limits=FAMILY if family else ContentLimits(),
    )
    with ready() as matinee:
        answer = search_by_sentence(matinee, words, n=n, filters=filters)
    if as_json:
        from matinee.api.search_schemas import SearchOut

        show_json(SearchOut.of(answer).model_dump(mode="json"))
        return
    if answer.hits:
        rows = [
            [hit.rank, hit.view.movie.title, hit.view.movie.year or "", hit.why]
            for hit in answer.hits
        ]
        show_table(["", "title", "year", "why"], rows)
    for sentence in answer.notes:
        note(sentence)
