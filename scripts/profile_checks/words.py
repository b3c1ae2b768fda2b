"""Words of a text, and those that a premise must not have."""

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")

#: What reviews and posters say of any film, by kind; a profile tells of this one.
_PRAISE = (
    "amazing|awe-inspiring|breathtaking|captivating|compelling|dazzling|delightful|enthralling|"
    "eye-popping|gripping|haunting|heart-?breaking|heart-?pounding|heart-?stopping|heart-?warming|"
    "heart-?wrenching|hilarious|iconic|incredible|jaw-dropping|laugh-out-loud|magnificent|"
    "mesmeri[sz]ing|mind-(?:bending|blowing)|nail-biting|poignant|pulse-pounding|riveting|"
    "side-splitting|spectacular|spellbinding|stunning|superb|thought-provoking|timeless|"
    "tour[- ]de[- ]force|touching|unforgettable|uplifting|visionary"
)
_MARKETING = (
    "acclaimed|action-packed|adrenaline|all-star|award-winning|best-?selling|blockbuster|"
    "box[- ]office|cinematic|critically|cult classic|edge of (?:your|the) seat|epic tale|feel-good|"
    "hidden gem|high-octane|high-stakes (?:battle|chase|race|showdown|world)|instant classic|"
    "larger[- ]than[- ]life|like no other|"
    "masterpieces?|must[- ](?:see|watch)|once[- ]in[- ]a[- ]lifetime|oscars?|roller ?coaster|"
    "beloved (?:book|by|character|classic|novel|series|story|tale)s?|classic tale|star-studded|"
    "the greatest|thrill ride|viewers?"
)
_CLICHES = (
    "against all odds|changes? everything|dark secrets?|embarks? (?:up)?on|emotional journey|"
    "fight for (?:his|her|their) li(?:fe|ves)|journey of|life-changing|life will never|"
    "little (?:does|do|did) (?:he|she|they)|matters into (?:his|her|their) own hands|"
    "never be the same|nothing is (?:as|what) it seems|not (?:as|what) (?:it|they) seems?|"
    "sets? out on a journey|set against|stops? at nothing|tale of (?:love|hope|courage)|"
    "tells? the (?:story|tale)|turns? (?:his|her|their) (?:lives|life|world) "
    "upside down|will stop at nothing|race against (?:the clock|time)|worst nightmare"
)
_OPENINGS = r"\A(?:the|a) (?:story|tale) (?:of|about)"
_FORBIDDEN = re.compile(rf"\b(?:{_PRAISE}|{_MARKETING}|{_CLICHES})\b|{_OPENINGS}\b", re.IGNORECASE)
_FILM = re.compile(r"\b(?:films?|movies?)\b", re.IGNORECASE)
_APOSTROPHES = str.maketrans("’‘", "''")  # noqa: RUF001 - the point is that they look alike

#: Words that tell nothing of a story.
_STOP = frozenset(
    """
    a about after against all an and are as at back be been before being between but by can down
    during find finds for from get gets has have he her him his in into is it its make makes more
    must no not of off on one only or out over own she so take takes than that the their them
    these they this those through to two up was what when where which while who whom will with
    without
    """.split()  # noqa: SIM905 - a paragraph is easier to read than a list
)
_ENDING = re.compile(r"(?:'s|ing|ed|es|ly|s)$")


def to_words(text: str) -> list[str]:
    """Words in lower case; punctuation goes, apostrophes inside stay.

    Example:
        >>> to_words("A retired cop's last job, 2019")
        ['a', 'retired', "cop's", 'last', 'job', '2019']
    """
    plain = text.translate(_APOSTROPHES).casefold()
    return _WORD.findall(plain)


def to_runs(words: list[str], n: int) -> Iterator[tuple[str, ...]]:
    """Every ``n`` words that follow each other."""
    return zip(*(words[start:] for start in range(n)), strict=False)


def to_telling(text: str) -> set[str]:
    """The words that tell something, without their common endings."""
    return {_ENDING.sub("", word) for word in to_words(text) if word not in _STOP}


def find_phrase(premise: str) -> str | None:
    """The first phrase in it that belongs on a poster or into a review."""
    found = _FORBIDDEN.search(premise)
    return found[0] if found else None


def find_film_word(premise: str) -> str | None:
    """The first "film" or "movie" in it."""
    found = _FILM.search(premise)
    return found[0] if found else None
