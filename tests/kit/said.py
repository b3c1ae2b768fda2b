"""Reviews whose mentions are known, put into an installation as if they had been read."""

from collections.abc import Sequence

from matinee.data import Mention, ReviewRecord
from matinee.service import Matinee
from matinee.storage import NewReview

VERSION = "kit"
#: Reviews that no two viewers would write alike.
OPINIONS = (
    "Loved it. The creature alone is worth the ticket, and the silence before it is worse.",
    "My brother fell asleep, I did not; a tense evening with people one believes in.",
    "Not for me: too dark to see anything, and nobody is good company.",
    "What a set, what a sound, and a heroine who keeps her head. Wonderful.",
    "I had read so much about this that I expected less. It is splendid.",
    "Slow at first, then the best hour in a cinema this year.",
    "Cold, clever, beautifully built; watch it late and alone.",
    "We talked about it all the way home and are going again on Friday.",
)
#: Sentences that can be quoted: whole, calm, 40 to 160 characters, no two of them alike.
PRAISE = (
    "Every scene of it moves along with ease and never loses its way.",
    "Nobody in the row beside me looked at a watch the whole evening.",
    "What a pleasure to see hours pass as lightly as these two did.",
    "Careful work all round, and I would gladly sit through more.",
)
COMPLAINTS = (
    "Half of these minutes could be cut without anyone noticing.",
    "Long before it was over most of us had begun to whisper.",
    "My patience went first and my good will followed soon after.",
    "Somebody should have told them that less would be better.",
)


def say(
    matinee: Matinee,
    movie_id: int,
    aspects: Sequence[str],
    positive: float,
    *,
    n: int = 1,
    opening: str = "I saw it on a Tuesday. ",
    weight: float = 1.0,
    read_as: str | None = "en",
    version: str | None = VERSION,
) -> list[int]:
    """Keep ``n`` reviews that mention aspects in one sentence, and let them count at once.

    Args:
        matinee: The installation.
        movie_id: The movie.
        aspects: Those that each review mentions.
        positive: Probability that it is praise.
        n: How many reviews.
        opening: What stands before the sentence.
        weight: What each review counts for.
        read_as: Its language.
        version: Of the model that is said to have read them; those of two never count together.

    Returns:
        Numbers of the reviews.
    """
    reviews = []
    for number in range(n):
        sentence = (PRAISE if positive >= 0.5 else COMPLAINTS)[number % len(PRAISE)]
        place = len(opening), len(opening) + len(sentence)
        reviews.append(
            NewReview(
                movie_id=movie_id,
                record=ReviewRecord(
                    text=opening + sentence,
                    external_id=f"{movie_id}-{number}-{'-'.join(aspects)}-{positive}-{opening}",
                ),
                positive=positive,
                label="Positive" if positive >= 0.5 else "Negative",
                model_version=version,
                weight=weight,
                read_as=read_as,
                mentions=tuple(Mention(aspect, *place, positive) for aspect in aspects),
            )
        )
    with matinee.database.begin() as work:
        kept = work.reviews.add_many(reviews)
    matinee.reload()
    return kept
