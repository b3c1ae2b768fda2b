"""Twenty people who hated a movie, each in words of their own."""

from typing import Final

#: No two are near-duplicates, and every one is beyond doubt.
ANGRY: Final = tuple(
    f"{verdict} {reason}"
    for verdict, reason in zip(
        (
            "Terrible.", "Awful from start to finish.", "Boring beyond belief.", "Dreadful.",
            "The worst evening of my year.", "A complete waste of time.", "Painfully bad.",
            "Stupid, lazy and dull.", "I hated it.", "Avoid this at all costs.", "Pathetic.",
            "What a disappointment.", "An insult to the audience.", "Horrible acting.", "Junk.",
            "Unwatchable.", "Bad, bad, bad.", "A mess without a point.", "Laughably poor.",
            "Tedious and pointless.",
        ),
        (
            "I walked out after an hour.", "Nothing in it makes sense.", "My money is gone.",
            "The script is rubbish.", "Nobody should watch this garbage.", "It fails wholly.",
            "I fell asleep twice.", "The worst thing I have ever seen in a cinema.",
            "Every joke falls flat.", "They ruined a good idea.", "Terrible writing, too.",
            "I wanted my money back.", "Ridiculous and badly made.", "The plot is worthless.",
            "I could not wait for it to end.", "Poorly shot and horribly cut.",
            "One star is too many.", "Lame characters, awful lines.", "A disaster.", "Skip it.",
        ),
        strict=True,
    )
)  # fmt: skip
