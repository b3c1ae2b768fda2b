"""What audiences say of a movie: what counts, what was left out, aspects with quotes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matinee.data.review import NEAR_DUPLICATE, Review
from matinee.sentiment import SentimentScores
from matinee.sentiment.audience import AspectSummary, CatalogueShares, summarise
from matinee.sentiment.quotes import Candidate, choose_by_aspect
from matinee.service.catalogue import view_movie
from matinee.service.matinee import Matinee
from matinee.service.praise import praise_table, viewer_counts
from matinee.service.views import MovieView
from matinee.storage import FoundMention, Work

#: Quotes of each side of an aspect.
N_QUOTES = 2
#: Mentions of an aspect that are looked through for quotes, and movies whose quotes are kept in
#: mind.
MOST_CANDIDATES, MOST_KEPT = 200, 256
#: How the reasons are told, of one and of more.
IN_WORDS = {
    "near-duplicates": ("near-duplicate", "near-duplicates"),
    "bursts": ("review of a burst", "reviews of bursts"),
}
#: Why a review that was read does not count yet.
WAITING = "the others must be read by the same model first, which `matinee rescore` does"
#: Weight from which a text was read.
READ_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Words of a review, as they were written, and the review that they are from."""

    text: str
    review_id: int


@dataclass(frozen=True, slots=True)
class AspectView:
    """What viewers say of one aspect: in numbers, and in the words of some."""

    summary: AspectSummary
    praise: tuple[QuoteView, ...]
    complaints: tuple[QuoteView, ...]


@dataclass(frozen=True, slots=True)
class AudienceView:
    """What audiences say of a movie.

    Attributes:
        view: The movie with its reception.
        n_reviews: Reviews that are kept, whether they count or not.
        n_counted: Reviews that count and say anything.
        ignored: How many do not, by reason.
        languages: What those that count were read as, with how many; most first.
        aspects: Most mentioned first.
        notes: What was left out, in sentences.
    """

    view: MovieView
    n_reviews: int
    n_counted: int
    ignored: Mapping[str, int]
    languages: tuple[tuple[str | None, int], ...]
    aspects: tuple[AspectView, ...]
    notes: tuple[str, ...]


def view_audience(matinee: Matinee, movie_id: int) -> AudienceView:
    """What audiences say of a movie.

    Raises:
        UnknownIdError: There is no such movie.
    """
    view = view_movie(matinee, movie_id)
    shares = praise_table(matinee).shares
    with matinee.database.read() as work:
        counted = work.activity.reviews(movie_id)
        ignored = work.reviews.screening_of(movie_id)
        n_reviews = work.reviews.count(movie_id)
        unread = (counted.weight > 0) & (counted.weight < READ_WEIGHT)
        notes = _notes(
            ignored,
            n_unread=int(np.count_nonzero(unread)),
            n_empty=int(np.count_nonzero(counted.weight == 0)),
            n_waiting=n_reviews - len(counted) - sum(ignored.values()),
        )
        return AudienceView(
            view=view,
            n_reviews=n_reviews,
            n_counted=int(np.count_nonzero(counted.told)),
            ignored=ignored,
            languages=tuple(work.reviews.languages_of(movie_id)),
            aspects=_aspects(matinee, work, movie_id, shares),
            notes=notes,
        )


def _aspects(
    matinee: Matinee, work: Work, movie_id: int, shares: CatalogueShares
) -> tuple[AspectView, ...]:
    """A movie's aspects; quick where nothing was said of it since the last time."""
    newest, _ = work.reviews.page(movie_id, 1)
    total = work.reviews.totals_of(movie_id)
    state = total, newest and newest[0].review_id, work.reviews.count(movie_id)
    version, kept = matinee.kept.get("aspects", (-1, {}))
    if version != matinee.catalogue_version:
        version, kept = matinee.catalogue_version, {}
    found: tuple[AspectView, ...]
    if movie_id in kept and kept[movie_id][0] == state and kept[movie_id][1] is shares:
        found = kept[movie_id][2]
    else:
        found = _read_aspects(work, movie_id, total.n_reviews, shares)
        others = [one for one in kept.items() if one[0] != movie_id][1 - MOST_KEPT :]
        matinee.kept["aspects"] = version, {**dict(others), movie_id: (state, shares, found)}
    return found


def _read_aspects(
    work: Work, movie_id: int, n_reviews: int, shares: CatalogueShares
) -> tuple[AspectView, ...]:
    mentions = work.reviews.mentions_of(movie_id)
    by_aspect = _by_aspect(mentions)
    texts = work.reviews.texts(
        sorted({one.review_id for group in by_aspect.values() for one in group})
    )
    summaries = summarise(viewer_counts(mentions, n_reviews), shares)
    # the most mentioned aspect is the first to choose
    candidates = {one.aspect: _candidates(by_aspect[one.aspect], texts) for one in summaries}
    praise = choose_by_aspect(candidates, "praise", N_QUOTES)
    complaints = choose_by_aspect(candidates, "complaints", N_QUOTES)
    return tuple(
        AspectView(one, _views(praise[one.aspect]), _views(complaints[one.aspect]))
        for one in summaries
    )


def _by_aspect(mentions: Sequence[FoundMention]) -> dict[str, list[FoundMention]]:
    """Mentions that may be quoted, by aspect; of very many the newest."""
    found: dict[str, list[FoundMention]] = defaultdict(list)
    for one in mentions:
        found[one.aspect].append(one)
    return {aspect: group[-MOST_CANDIDATES:] for aspect, group in found.items()}


def _candidates(mentions: Sequence[FoundMention], texts: Mapping[int, str]) -> list[Candidate]:
    return [
        Candidate(
            one.review_id,
            texts[one.review_id],
            one.start,
            one.end,
            one.positive,
            one.review_positive,
        )
        for one in mentions
        if one.review_id in texts
    ]


def _views(quotes: Sequence[Candidate]) -> tuple[QuoteView, ...]:
    return tuple(QuoteView(one.quote, one.review_id) for one in quotes)


def _notes(
    ignored: Mapping[str, int], *, n_unread: int = 0, n_empty: int = 0, n_waiting: int = 0
) -> tuple[str, ...]:
    notes = []
    told = [f"{n:,} {IN_WORDS[reason][n > 1]}" for reason, n in ignored.items() if n]
    if told:
        notes.append(f"Ignored: {' and '.join(told)}.")
    if n_unread:
        which = "review is" if n_unread == 1 else "reviews are"
        notes.append(
            f"{n_unread:,} {which} in a language that cannot be read yet, so not counted in full."
        )
    if n_empty:
        which = "review holds" if n_empty == 1 else "reviews hold"
        notes.append(f"{n_empty:,} {which} no words to read.")
    if n_waiting:
        which = "review waits" if n_waiting == 1 else "reviews wait"
        notes.append(f"{n_waiting:,} {which} to count: {WAITING}.")
    return tuple(notes)


def read_texts(matinee: Matinee, texts: Sequence[str]) -> tuple[str, SentimentScores]:
    """Version of the model that reads reviews, and what it makes of each text."""
    model = matinee.sentiment
    return model.version, model.score(texts)


def taken_as(matinee: Matinee, review: Review) -> tuple[bool, tuple[str, ...]]:
    """Whether a kept review counts by now, and in sentences what else its writer should know."""
    notes = []
    weight = 1.0 if review.weight is None else review.weight
    by_stars = review.stars is not None
    with matinee.database.read() as work:
        waits = review.model_version != work.readings.active
    if review.ignored == NEAR_DUPLICATE:
        repeated = f"review {review.same_as}" if review.same_as else "an earlier review"
        notes.append(f"It repeats {repeated}, and the two count once.")
    elif review.ignored is not None:
        notes.append("It does not count, because its writer wrote too much in too short a time.")
    elif waits:
        notes.append(f"It waits to count: {WAITING}.")
    if weight < READ_WEIGHT:
        named = f" ({review.read_as})" if review.read_as else ""
        why = f"its language{named} cannot be read yet" if weight else "it holds nothing to read"
        so = (
            "only its stars count"
            if by_stars
            else f"it {'hardly counts' if weight else 'does not count'}"
        )
        notes.append(f"{why[0].upper()}{why[1:]}, so {so}.")
    counts = review.ignored is None and not waits and (weight > 0 or by_stars)
    return counts, tuple(notes)
