"""``rescore``."""

from typing import TYPE_CHECKING

import typer

from matinee.cli.output import JsonOption, note, opened, progress_bar, show_json, show_table

if TYPE_CHECKING:
    from matinee.service import Matinee


def add_commands(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(rescore)


def rescore(*, as_json: JsonOption = False) -> None:
    """Read all reviews again with the model that is set; goes on where it was stopped."""
    from matinee.service import rescore as read_again

    with opened() as matinee, progress_bar() as progress:
        done = read_again(matinee, progress)
    if as_json:
        show_json({"reviews": done.n_reviews, "version": done.version})
    else:
        show_table(["reviews read again", "model"], [[done.n_reviews, done.version]])


def ensure_rescored(matinee: "Matinee", *, now: bool) -> bool:
    """Read reviews again if that is due, or say that it is.

    Args:
        matinee: The installation.
        now: Whether to do it.

    Returns:
        Whether it was done.
    """
    from matinee.service import is_rescoring_due
    from matinee.service import rescore as read_again

    if not is_rescoring_due(matinee):
        return False
    if not now:
        note("Old scores count until `matinee rescore` has read the reviews with the new model.")
        return False
    note("Reading the reviews with the new model; old scores count until that is done.")
    with progress_bar() as progress:
        read_again(matinee, progress)
    return True
