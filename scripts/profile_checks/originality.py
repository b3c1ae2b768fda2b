"""Whether a premise is our own: no run of words and no great share of them is someone else's."""

from collections.abc import Iterable, Mapping, Sequence

from scripts.profile_checks.shared import KnownFilm, index
from scripts.profile_checks.words import to_runs, to_telling, to_words

#: This many words in a row are nobody's chance.
RUN_WORDS = 6
#: Share of telling words that a premise and one text about its film may have in common.
MAX_SHARE = 0.5
#: Telling words from which on a text can be said to stand in a premise.
SHORTEST = 8


def find_runs(premises: Mapping[str, str], known: Iterable[KnownFilm]) -> dict[str, str]:
    """Runs of :data:`RUN_WORDS` words that a premise has in common with any text of any film.

    Args:
        premises: IMDb id to premise.
        known: Films with texts of others.

    Returns:
        IMDb id to the run and where it stands, for those that have one.
    """
    runs: dict[tuple[str, ...], list[str]] = {}
    for imdb_id, premise in premises.items():
        for run in to_runs(to_words(premise), RUN_WORDS):
            runs.setdefault(run, []).append(imdb_id)
    found: dict[str, str] = {}
    for film in known:
        for text in film.texts:
            for run in to_runs(to_words(text), RUN_WORDS):
                for imdb_id in runs.get(run, ()):
                    found.setdefault(imdb_id, f"'{' '.join(run)}' of {film.title.title}")
    return found


def find_shares(premises: Mapping[str, str], known: Sequence[KnownFilm]) -> dict[str, float]:
    """The greatest share of telling words that a premise and a text about its film have in common.

    Of the words of either, whichever is more: a short text may go into a premise whole.

    Returns:
        IMDb id to a share of 0 to 1, for the films that are known.
    """
    places = index(known)
    shares: dict[str, float] = {}
    for imdb_id, premise in premises.items():
        own = to_telling(premise)
        if imdb_id not in places or not own:
            continue
        texts = [to_telling(text) for text in known[places[imdb_id]].texts]
        shares[imdb_id] = max(len(own & text) / _size(own, text) for text in texts)
    return shares


def _size(own: set[str], text: set[str]) -> int:
    # a tagline of a few words says nothing of where a premise comes from
    return min(len(own), len(text)) if len(text) >= SHORTEST else len(own)
