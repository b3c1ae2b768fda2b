"""The program itself: its commands, and the one table from errors to exit codes."""

import sys
from typing import Annotated

import typer

from matinee.cli import ask, audience, data, enrich, measure, rescore, run, search, tune
from matinee.cli.output import err
from matinee.errors import ConfigError, MatineeError

#: Exit code of a setting or an option that cannot be; everything else is 1.
EXIT_USAGE = 2

app = typer.Typer(
    name="matinee",
    help="Movies that fit, and that audiences loved.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (run, data, rescore, enrich, search, ask, audience, measure, tune):
    group.add_commands(app)


@app.callback(invoke_without_command=True)
def _version(
    *, version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False
) -> None:
    if version:
        from matinee import __version__

        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line; errors become one sentence and an exit code."""
    try:
        app()
    except MatineeError as error:
        err(str(error))
        sys.exit(EXIT_USAGE if isinstance(error, ConfigError) else 1)
    except ValueError as error:
        # pydantic's own classes are not imported here, to keep --help quick
        kind = type(error).__name__
        if kind == "SettingsError":
            err(f'A setting cannot be read: {error}; lists are written as JSON, ["a", "b"].')
        elif kind == "ValidationError":
            err("; ".join(_setting_fault(fault) for fault in error.errors()))  # type: ignore[attr-defined]
        else:
            raise
        sys.exit(EXIT_USAGE)
    except BrokenPipeError:
        # the reader has seen enough, as `head` does
        sys.stderr.close()
        sys.exit(0)


def _setting_fault(fault: dict[str, object]) -> str:
    where = ".".join(str(step) for step in fault["loc"])  # type: ignore[attr-defined]
    return f"MATINEE_{where.upper()}: {fault['msg']}, not {fault['input']!r}."
