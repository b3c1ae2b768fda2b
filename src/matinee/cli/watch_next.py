"""``next``: what to watch after what was liked."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matinee.cli.output import JsonOption, note, ready, show_json
from matinee.cli.picks import show_picks
from matinee.cli.wish import with_wish
from matinee.errors import ConfigError

if TYPE_CHECKING:
    from matinee.service import Matinee, Recommended, Wish


def add_commands(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command("next")(with_wish(watch_next))


def watch_next(
    *,
    liked: Annotated[
        list[str] | None, typer.Option(help="Title of a movie that you liked; may be repeated.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(help="Your ratings: an export of Letterboxd or IMDb, or a MovieLens set."),
    ] = None,
    user: Annotated[
        int | None, typer.Option(help="Number of a user of the file, or of imported ratings.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Data set of the user, where several have that number.")
    ] = None,
    as_json: JsonOption = False,
    wish: "Wish",
) -> None:
    """What to watch next after what you liked; nothing that you have seen."""
    if not liked and file is None and user is None:
        raise ConfigError("name what you liked with --liked, or give --file or --user.")
    if user is not None and file is None and liked:
        raise ConfigError("give either --liked or --user, not both.")
    with ready() as matinee:
        found, notes = _recommend(
            matinee, liked=liked or [], file=file, user=user, source=source, wish=wish
        )
    if as_json:
        from matinee.api.pick_schemas import RecommendationsOut

        show_json(RecommendationsOut.of(found).model_dump(mode="json"))
    else:
        movies = "movie" if found.n_history == 1 else "movies"
        show_picks(found.picks, f"Next, after {found.n_history:,} {movies}")
    for sentence in (*notes, *(() if as_json else found.notes)):
        note(sentence)


def _recommend(
    matinee: "Matinee",
    *,
    liked: list[str],
    file: Path | None,
    user: int | None,
    source: str | None,
    wish: "Wish",
) -> tuple["Recommended", tuple[str, ...]]:
    from matinee.service import (
        Rated,
        find_movie,
        read_history_file,
        recommend_for_history,
        recommend_for_user,
    )
    from matinee.service.for_history import LIKE

    if user is not None and file is None:
        return recommend_for_user(matinee, user, source=source, wish=wish), ()
    # a title that is not here is misspelt rather than new
    matinee.omdb = None
    history: list[Rated] = []
    notes: tuple[str, ...] = ()
    if file is not None:
        history, notes = read_history_file(matinee, file, user_id=user)
    history += [Rated(find_movie(matinee, title).movie_id, LIKE) for title in liked]
    return recommend_for_history(matinee, history, wish), notes
