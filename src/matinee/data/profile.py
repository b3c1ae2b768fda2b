"""What a movie is about, in our own words: a premise, tags of one vocabulary, content notes."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from matinee.errors import DataError

#: Fewest and most words of a premise, and tags of a profile.
PREMISE_WORDS, PROFILE_TAGS = (25, 45), (6, 12)
#: The scale of content notes: none, mild, moderate, severe.
LEVELS = ("none", "mild", "moderate", "severe")
SEVERE = len(LEVELS) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentNotes:
    """How much there is of what families ask about, each a place in :data:`LEVELS`, 0 to 3.

    Attributes:
        violence: Fights, weapons, blood.
        sex: Sex and nudity.
        fear: Frightening scenes.
        language: Swearing.
    """

    violence: int
    sex: int
    fear: int
    language: int


#: Names of the notes, in the order in which they are shown.
NOTES = tuple(field.name for field in fields(ContentNotes))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentLimits:
    """The most that is wanted of each; ``None`` is no limit. Movies without notes never fit.

    Attributes:
        violence: 0 to 3, as in :class:`ContentNotes`; so are the others.
    """

    violence: int | None = None
    sex: int | None = None
    fear: int | None = None
    language: int | None = None

    def __post_init__(self) -> None:
        """Check the levels.

        Raises:
            DataError: One is out of range.
        """
        for name, level in self.given.items():
            if not 0 <= level <= SEVERE:
                raise DataError(f"max_{name} must be 0 to {SEVERE}, not {level}.")

    @property
    def given(self) -> dict[str, int]:
        """The limits that there are, by the name of their note."""
        limits = {name: getattr(self, name) for name in NOTES}
        return {name: level for name, level in limits.items() if level is not None}


#: What may be watched with children in the room.
FAMILY = ContentLimits(violence=1, sex=1, fear=1, language=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A movie in our own words.

    Attributes:
        premise: Who, where and what happens to them, without the ending; a sentence or two.
        tags: Of the vocabulary, most telling first.
        notes: For the family filter.
        generated_by: Name of the language model that wrote it, ``None`` for a person.
    """

    premise: str
    tags: tuple[str, ...]
    notes: ContentNotes
    generated_by: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """The controlled vocabulary of tags.

    Attributes:
        groups: Name of a group (``theme``, ``mood``, …) to its tags, each with its definition.
    """

    groups: Mapping[str, Mapping[str, str]]

    @cached_property
    def group_of(self) -> dict[str, str]:
        """Tag to the group that it stands in, in the order of the file."""
        return {tag: group for group, tags in self.groups.items() for tag in tags}

    def __contains__(self, tag: object) -> bool:
        return tag in self.group_of

    def __len__(self) -> int:
        return len(self.group_of)


def parse_profile(
    entry: object, vocabulary: Vocabulary, *, generated_by: str | None = None
) -> Profile:
    """A profile out of a file's table or a language model's answer.

    Args:
        entry: A mapping with ``premise``, ``tags`` and ``notes``; further keys are let be.
        vocabulary: What tags must come from.
        generated_by: Name of the language model that wrote it.

    Raises:
        DataError: A part is missing, of another type, or out of range.
    """
    if not isinstance(entry, Mapping):
        raise DataError("a profile must be a table with premise, tags and notes.")
    premise, tags = entry.get("premise"), entry.get("tags")
    if not isinstance(premise, str) or not premise.strip():
        raise DataError("premise must be a sentence or two.")
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise DataError("tags must be a list of words.")
    profile = Profile(
        premise=" ".join(premise.split()),
        tags=tuple(tags),
        notes=_parse_notes(entry.get("notes")),
        generated_by=generated_by,
    )
    _check_range("premise", len(profile.premise.split()), PREMISE_WORDS, "words")
    _check_range("tags", len(tags), PROFILE_TAGS, "tags")
    if len(set(tags)) < len(tags):
        raise DataError("tags must differ from each other.")
    for tag in tags:
        if tag not in vocabulary:
            raise DataError(f"'{tag}' is not a tag of the vocabulary.")
    return profile


def _parse_notes(notes: Any) -> ContentNotes:
    levels = notes if isinstance(notes, Mapping) else {}
    for name in NOTES:
        level = levels.get(name)
        # True is an int to Python and no level to anyone
        if not isinstance(level, int) or isinstance(level, bool) or not 0 <= level <= SEVERE:
            raise DataError(f"notes must give {name} as 0 to {SEVERE}, not {level!r}.")
    return ContentNotes(**{name: levels[name] for name in NOTES})


def _check_range(name: str, n: int, bounds: tuple[int, int], unit: str) -> None:
    low, high = bounds
    if not low <= n <= high:
        raise DataError(f"{name} must have {low} to {high} {unit}, not {n}.")
