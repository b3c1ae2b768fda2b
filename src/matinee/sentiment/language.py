"""Which language a text is in: the script tells where it can, py3langid where it cannot.

Scripts that one language of ours writes in settle the matter by themselves. For Latin, Cyrillic,
Arabic and Devanagari letters the identifier's candidates are weighed by how likely reviews in a
language are here, since a review may be two words long. Hindi in Latin letters, which identifiers
do not know, is told by its commonest words.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: How much of a text is looked at; the rest of a long one is in the same language.
_LOOKED_AT: Final = 500

#: Probability from which a language counts as known.
_SURE: Final = 0.5

# what is left once names, addresses and tags are gone
_NOISE: Final = re.compile(r"https?://\S+|www\.\S+|<[^>]{1,20}>|@\w+|#\w+|&\w+;")
_LETTER: Final = re.compile(r"[^\W\d_]")
_LATIN_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?")

# ranges of Unicode
_SCRIPTS: Final = {
    name: re.compile(f"[{ranges}]")
    for name, ranges in {
        "latin": r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
        "hangul": r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3",
        "kana": r"\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f",
        "han": r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff",
        "thai": r"\u0e00-\u0e7f",
        "devanagari": r"\u0900-\u097f",
        "arabic": r"\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
        "cyrillic": r"\u0400-\u052f",
        "greek": r"\u0370-\u03ff\u1f00-\u1fff",
        "hebrew": r"\u0590-\u05ff",
        "armenian": r"\u0530-\u058f",
        "georgian": r"\u10a0-\u10ff",
        "bengali": r"\u0980-\u09ff",
        "tamil": r"\u0b80-\u0bff",
        "telugu": r"\u0c00-\u0c7f",
    }.items()
}
_ACCENTED: Final = re.compile(r"[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")
_ONE_LANGUAGE: Final = {
    "hangul": "ko", "kana": "ja", "han": "zh", "thai": "th", "greek": "el", "hebrew": "he",
    "armenian": "hy", "georgian": "ka", "bengali": "bn", "tamil": "ta", "telugu": "te",
}  # fmt: skip

# a character of these scripts is a syllable or a word, of the others a letter
_DENSE: Final = frozenset({"hangul", "kana", "han"})


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _weights(groups: Mapping[float, str]) -> dict[str, float]:
    return {name: weight for weight, names in groups.items() for name in names.split()}


#: Languages that a script may mean, and how likely each is before a word was read.
_CANDIDATES: Final = {
    "latin": _weights({
        8.0: "en",
        4.0: "de es fr it pt",
        2.0: "id ms pl tr vi",
        1.0: "nl no da sv fi hu cs ro",
        0.5: "sk sl hr tl ca sw",
        0.2: "af az cy et eu ga gl ha is lt lv mt so sq uz yo zu xh ig rw jv eo",
    }),
    "cyrillic": _weights({4.0: "ru", 1.0: "uk bg", 0.5: "sr mk be kk", 0.2: "ky mn tg tt ba"}),
    "arabic": _weights({4.0: "ar", 2.0: "fa", 1.0: "ur", 0.3: "ps ckb ug sd ku"}),
    "devanagari": _weights({6.0: "hi", 1.0: "mr ne"}),
}  # fmt: skip

#: Close relatives that the identifier tells apart and nobody here needs to.
_SAME_AS: Final = {"arz": "ar", "ary": "ar", "nn": "no", "bs": "hr", "wuu": "zh", "yue": "zh"}

_HINDI: Final = "hi-Latn"
#: Words by which Hindi in Latin letters is known, and particles that other languages have, too.
_HINDI_WORDS: Final = _words(
    """
    aaj aap aapka aapke aapki aapko aapne aata aate aati aaya aaye abhi accha acchi acha ache
    achha achhi achi agar aisa aisi apka apke apki apko apna apne apni aur baad baar baat bada
    badi bahot bahut bakwas banaya bhai bhaiya bhaiyya bhi bhot bht bilkul bohot buri chahiye
    chaiye dekh dekha dekhi dekhne dekho dekhte denge dil diya dost duniya fir gaya gaye gayi
    ghar ghatiya gya gye haan hai haii hain hamare hamari hoga hogi hona hone hota hote hoti hua
    hue hui iska iski isko iss itna itne itni jaaye jaise jaldi jao jata jate jati jaye jiska
    jitna jyada kaam kab kabhi kaha kahani kahi kahin kaise kar karega karenge karke karna karne
    karo karta karte karti kaun khud kisi kitna kitne kitni kiya koi krna kro krte kuch kuchh
    kya kyaa kyu kyuki kyun kyunki laga lagta lagti lekin liya liye log maine mast matlab maza
    mazaa mei mein mila milte mjhe muje mujhe mujhko naam nahi nahin nhi pahle paisa paise
    pasand pehle phir phle puri pyaar pyar raha rahe rahega rahegi rahi raho rha rhe rhi saath
    sab sabhi sabko sabse sahi sakta sakte sakti sath shandaar sirf tarah tera teri tha theek
    thha thi toh tujhe tum tumhara tumhare tumse unka unke unki uska uske uski usko usse vaala
    waala waha wala wale wali walo woh yaad yaar yahan yahi yeh zabardast zindagi zyada
    """
)
_HINDI_PARTICLES: Final = _words(
    """
    ab ek film ho hu hum jab ji jo ka kal ke ki ko logo mai mat me mera mere meri movie na nai
    pata pe se tab tak tere wo yar ye yr
    """
)
_HINDI_SHARE: Final = 0.25
_HINDI_LEAST: Final = 2

#: Words that half of all English sentences hold and no other language does.
_ENGLISH_WORDS: Final = _words(
    """
    the and of is was this that with it its for you are not but have had they what which would
    there their be as one's i'm it's don't doesn't didn't isn't wasn't
    """
)
_ENGLISH_SHARE, _ENGLISH_LEAST = 0.25, 5


def identify(texts: Sequence[str]) -> list[str | None]:
    """The language of each text.

    Args:
        texts: Any number of texts of any length; the beginning of a long one is looked at.

    Returns:
        ISO 639-1 codes, ``hi-Latn`` for Hindi in Latin letters; ``None`` where there are no letters
        or nothing makes one language more likely than all the others together.
    """
    return [_identify_one(text) for text in texts]


@cache
def identifier_version() -> str:
    """Name and version of what identifies: this module's tables and the library."""
    words = [sorted(one) for one in (_HINDI_WORDS, _HINDI_PARTICLES, _ENGLISH_WORDS)]
    tables = repr((_CANDIDATES, words, _SURE, _LOOKED_AT, _HINDI_SHARE, _ENGLISH_SHARE))
    digest = hashlib.sha256(tables.encode()).hexdigest()[:8]
    return f"langid-{version('py3langid')}-{digest}"


def _identify_one(text: str) -> str | None:
    looked_at = _NOISE.sub(" ", text[:_LOOKED_AT])
    if not _LETTER.search(looked_at):
        return None
    script = _script(looked_at)
    if script is None or script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE.get(script or "")
    if script == "latin":
        words = _LATIN_WORD.findall(looked_at.lower())
        if _is_english(words):
            return "en"
        if _is_hindi(words) and not _ACCENTED.search(looked_at):
            return _HINDI
    return _likeliest(looked_at, _CANDIDATES[script])


def _script(text: str) -> str | None:
    """The script that most of a text is in; kana among Chinese characters mean Japanese."""
    if text.isascii():
        return "latin"
    counts = {name: len(found) for name, one in _SCRIPTS.items() if (found := one.findall(text))}
    if not counts:
        return None
    for name in counts.keys() & _DENSE:
        counts[name] *= 2
    if 10 * counts.get("kana", 0) > counts.get("han", 0):
        counts["kana"] = counts.get("kana", 0) + counts.pop("han", 0)
    return max(counts, key=lambda name: counts[name])


def _is_hindi(words: Sequence[str]) -> bool:
    """Two words of Hindi among not too many others; a particle may stand for one of them."""
    known = [word for word in words if word in _HINDI_WORDS]
    particles = [word for word in words if word in _HINDI_PARTICLES]
    different = len(set(known)) + len(set(particles))
    share = _HINDI_SHARE * len(words)
    return bool(known) and different >= _HINDI_LEAST and len(known) + len(particles) >= share


def _is_english(words: Sequence[str]) -> bool:
    """Saves the look-up of longer English texts, which are most of all."""
    known = [word for word in words if word in _ENGLISH_WORDS]
    return len(set(known)) >= _ENGLISH_LEAST and len(known) >= _ENGLISH_SHARE * len(words)


def _likeliest(text: str, weights: Mapping[str, float]) -> str | None:
    chances = _weigh(_identifier().rank(text), weights)
    total = sum(chances.values())
    best = max(chances, key=lambda name: chances[name], default=None)
    return best if best is not None and chances[best] >= _SURE * total else None


def _weigh(ranking: Iterable[tuple[str, float]], weights: Mapping[str, float]) -> dict[str, float]:
    """Probabilities of the candidates times their weights; relatives count together."""
    chances: dict[str, float] = {}
    for found, chance in ranking:
        name = _SAME_AS.get(found, found)
        if name in weights:
            chances[name] = chances.get(name, 0.0) + chance * weights[name]
    return chances


@cache
def _identifier() -> "LanguageIdentifier":
    # loads in 0.7 s, so only when a text needs it
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
