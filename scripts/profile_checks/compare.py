"""The checks against the texts of others, put together: faults, misses and figures."""

from collections.abc import Mapping, Sequence

from scripts.profile_checks.facts import compare_facts, count_comparable
from scripts.profile_checks.files import Shipped
from scripts.profile_checks.originality import MAX_SHARE, RUN_WORDS, find_runs, find_shares
from scripts.profile_checks.outcome import Outcome
from scripts.profile_checks.retrieval import (
    ALIKE,
    MAX_RANK,
    MIN_SHARE,
    find_alike,
    retrieve,
    share_found,
)
from scripts.profile_checks.shared import KnownFilm

from matinee.types import FloatArray

#: What was looked at by hand: check, then id, then the reason.
LookedAt = Mapping[str, Mapping[str, str]]


def check_originality(shipped: Shipped, known: Sequence[KnownFilm]) -> Outcome:
    """No run and no great share of words is someone else's."""
    places = {entry.imdb_id: entry for entry in shipped.entries}
    premises = {imdb_id: entry.text("premise") for imdb_id, entry in places.items()}
    runs, shares = find_runs(premises, known), find_shares(premises, known)
    close = {imdb_id: share for imdb_id, share in shares.items() if share >= MAX_SHARE}
    faults = [
        f"{places[imdb_id].place}: premise has {RUN_WORDS} words in a row, {run}."
        for imdb_id, run in runs.items()
    ]
    faults += [
        f"{places[imdb_id].place}: a known text of '{places[imdb_id].text('title')}' has "
        f"{share:.0%} of its telling words; less than {MAX_SHARE:.0%} would be right."
        for imdb_id, share in sorted(close.items(), key=lambda pair: -pair[1])
    ]
    mean = sum(shares.values()) / max(len(shares), 1)
    lines = [
        (f"premises with {RUN_WORDS} words of another text", f"{len(runs)} of {len(premises):,}"),
        (
            "telling words in one text of the film",
            f"{mean:.0%} in the mean, {len(close)} of {len(shares):,} at {MAX_SHARE:.0%} or more",
        ),
    ]
    return Outcome(faults, [], lines)


def check_retrieval(
    shipped: Shipped,
    vectors: FloatArray,
    known: Sequence[KnownFilm],
    overviews: FloatArray,
    looked_at: LookedAt,
) -> Outcome:
    """Premise and tags find their own film's overview; no two profiles tell the same.

    Args:
        shipped: With the profiles.
        vectors: Of :func:`encode_queries`.
        known: Films with texts of others.
        overviews: Of :func:`encode_overviews`.
        looked_at: Misses and pairs that were found right.
    """
    found = retrieve(shipped.entries, vectors, known, overviews)
    alike = [
        f"{entry.place}: profile tells the same as that of {other.place} (cosine {cosine:.2f})."
        for entry, other, cosine in find_alike(shipped.entries, vectors)
        if f"{entry.imdb_id} {other.imdb_id}" not in looked_at.get("alike", {})
    ]
    faults = list(alike)
    if found.share < MIN_SHARE:
        faults.append(
            f"{found.share:.1%} of the profiles find their film's overview at rank {MAX_RANK} or "
            f"better; {MIN_SHARE:.0%} would be right."
        )
    known_misses = looked_at.get("retrieval", {})
    to_look_at = [
        f"{entry.place}: {entry.text('title')} comes at rank {rank}, after {', '.join(nearer)}."
        for entry, rank, nearer in found.misses
        if entry.imdb_id not in known_misses
    ]
    n, n_misses = len(found.entries), len(found.misses)
    lines = [
        (
            f"own overview at rank {MAX_RANK} or better",
            f"{found.share:.1%} of {n:,} among {len(known):,} (at least {MIN_SHARE:.0%})",
        ),
        ("… by the plain cosine", f"{share_found(found.plain_ranks):.1%}"),
        ("misses", f"{n_misses}, of which {n_misses - len(to_look_at)} were looked at by hand"),
        (f"pairs of profiles alike (cosine {ALIKE} or more)", f"{len(alike)} not looked at"),
    ]
    return Outcome(faults, to_look_at, lines)


def check_facts(shipped: Shipped, known: Sequence[KnownFilm], looked_at: LookedAt) -> Outcome:
    """Facts of added movies are as the texts have them, unless those are wrong."""
    listed = looked_at.get("facts", {})
    found = compare_facts(shipped.more, known)
    faults = [
        f"more_movies.csv, {one.imdb_id}: {one.message}" for one in found if one.key not in listed
    ]
    n = count_comparable(shipped.more, known)
    told = f"{len(found)} in {n} known, {len(found) - len(faults)} of them looked at by hand"
    return Outcome(faults, [], [("facts of added movies told differently", told)])


def find_stale(looked_at: LookedAt, shipped: Shipped) -> list[str]:
    """Entries of the list of what was looked at whose film has no profile or row any more."""
    known = {entry.imdb_id for entry in shipped.entries} | {row["imdb_id"] for row in shipped.more}
    return [
        f"looked_at.toml: [{check}] '{key}' is of a film that has no profile."
        for check, entries in looked_at.items()
        for key in entries
        if not {word for word in key.split() if word.startswith("tt")} <= known
    ]
