"""The options that say how a list of picks is wanted, the same for every command that shows one."""

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from matinee.service import Wish

#: Largest number of a movie.
MAX_ID = 2**31 - 1

_LISTS = "Narrow the list"
_DIALS = "Dials, 0 (off) to 1"


def _dial(text: str) -> Any:
    return typer.Option(help=text, min=0, max=1, rich_help_panel=_DIALS)


def _filter(text: str, least: int | None = None, most: int | None = None) -> Any:
    return typer.Option(help=text, min=least, max=most, rich_help_panel=_LISTS)


def make_wish(  # noqa: PLR0917  (each is an option)
    n: Annotated[int, typer.Option("-n", help="How many movies.", min=1, max=100)] = 5,
    model: Annotated[str | None, typer.Option(help="Name of a recommender.")] = None,
    sentiment: Annotated[float | None, _dial("How much audiences count.")] = None,
    popularity: Annotated[float, _dial("Away from what everybody has seen.")] = 0.0,
    diversity: Annotated[float, _dial("Away from movies that are like one above them.")] = 0.0,
    calibration: Annotated[float, _dial("Towards the mix of genres of the history.")] = 0.0,
    serendipity: Annotated[float, _dial("Away from what was to be expected.")] = 0.0,
    genre: Annotated[list[str] | None, _filter("A genre; any will do; may be repeated.")] = None,
    genre_all: Annotated[list[str] | None, _filter("A genre that all must have.")] = None,
    genre_none: Annotated[list[str] | None, _filter("A genre that none may have.")] = None,
    year_from: Annotated[int | None, _filter("First year.", 1870, 2100)] = None,
    year_to: Annotated[int | None, _filter("Last year.", 1870, 2100)] = None,
    language: Annotated[list[str] | None, _filter("A main language; any will do.")] = None,
    runtime_from: Annotated[int | None, _filter("Fewest minutes.", 0, 10_000)] = None,
    runtime_to: Annotated[int | None, _filter("Most minutes.", 0, 10_000)] = None,
    exclude: Annotated[list[int] | None, _filter("A movie's number.", 1, MAX_ID)] = None,
    only: Annotated[
        list[int] | None, _filter("Number of a movie that alone may be in it.", 1, MAX_ID)
    ] = None,
) -> "Wish":
    """What the options say."""
    from matinee.data import canonical_genre
    from matinee.service import Dials, Filters, Wish

    def genres(names: list[str] | None) -> tuple[str, ...]:
        return tuple(canonical_genre(name) or name for name in names or ())

    dials = Dials(
        popularity=popularity,
        diversity=diversity,
        calibration=calibration,
        serendipity=serendipity,
    )
    filters = Filters(
        genre=genres(genre),
        genre_all=genres(genre_all),
        genre_none=genres(genre_none),
        year_from=year_from,
        year_to=year_to,
        language=tuple(language or ()),
        runtime_from=runtime_from,
        runtime_to=runtime_to,
        exclude=tuple(exclude or ()),
        only=tuple(only) if only else None,
    )
    return Wish(n=n, model=model, sentiment=sentiment, dials=dials, filters=filters)


def with_wish(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options; it takes what they say as ``wish``."""
    own = inspect.signature(command).parameters
    asked = inspect.signature(make_wish).parameters
    shown = {name: parameter for name, parameter in own.items() if name != "wish"}
    shown |= asked

    def run(**given: Any) -> None:
        wish = make_wish(**{name: given.pop(name) for name in asked})
        command(**given, wish=wish)

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [one.replace(kind=keyword) for one in shown.values()]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {name: one.annotation for name, one in shown.items()}
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run
