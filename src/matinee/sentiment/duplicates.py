"""Which reviews say the same: signatures of texts that are alike where the texts are.

Case, punctuation, accents, look-alike letters, invisible characters and long numbers do not tell
texts apart. Of what is left the sets of shingles are compared: pairs of words, or six characters of
a short text. The share of permutations under which two sets have the same least element estimates
their Jaccard similarity; eight bits of each least element are kept. Texts too short for that, and
all others as well, have a digest that only the same words share.

Sources:
    Broder, "On the resemblance and containment of documents", SEQUENCES 1997.
    Li & König, "b-bit minwise hashing", WWW 2010.
"""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

#: Texts whose pairs of words are this alike count once.
ALIKE: Final = 0.78
#: Short texts whose characters are: in them one word more or less may turn the verdict.
ALIKE_SHORT: Final = 0.88
#: Goes up when the same text gets another signature.
RULES: Final = 1

_DIGEST: Final = 16
_PERMUTATIONS: Final = 256
#: Bytes of a signature; one of a short text is only a digest.
SIGNATURE_BYTES: Final = _DIGEST + _PERMUTATIONS
#: From so many words on, shingles are pairs of words.
_WORDS: Final = 16
_CHARACTERS: Final = 6
#: With fewer, one shared shingle more or less says too much.
_LEAST_SHINGLES: Final = 16
#: Of longer texts the least of one hash are taken, which are the same ones in similar texts.
_MOST_SHINGLES: Final = 4_096
_LONG_NUMBER: Final = 4

_rng = np.random.Generator(np.random.PCG64(1997))
_FACTORS: Final = _rng.integers(0, 2**32, _PERMUTATIONS, dtype=np.uint32) | np.uint32(1)
_OFFSETS: Final = _rng.integers(0, 2**32, _PERMUTATIONS, dtype=np.uint32)
_MIX_1, _MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_HALF: Final = np.uint64(32)

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHES: Final = "'\u2019\u02bc`\u00b4"
#: Letters of other alphabets that look like Latin ones.
_LOOK_ALIKES: Final = str.maketrans(
    "аеорсухіјѕԁһԛԝкмтвнαορτνικхё",
    "aeopcyxijsdhqwkmtbhaoptvikxe",
)
#: First and last characters of scripts that put no spaces between words: Thai to Burmese, Khmer,
#: kana, Chinese.
_UNSPACED: Final = ((0x0E00, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF))
#: Accents, and what chooses between looks of a symbol.
_DROPPED: Final = ((0x0300, 0x036F), (0xFE00, 0xFE0F))


def words_of(text: str) -> list[str]:
    """What is compared of a text: its words, and symbols such as emoji, in order."""
    if text.isascii():
        lowered = text.lower().replace("'", "").replace("`", "")
        words = _ASCII_WORD.findall(lowered)
    else:
        folded = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_LOOK_ALIKES)
        kept = {ord(character): _kept(character) for character in set(folded)}
        words = folded.translate(kept).split()
    return [
        word
        for place, word in enumerate(words)
        if not (word.isdigit() and len(word) >= _LONG_NUMBER)
        # a row of hearts is one heart
        and (word.isalnum() or not place or word != words[place - 1])
    ]


def _kept(character: str) -> str:
    code, kind = ord(character), unicodedata.category(character)
    if any(first <= code <= last for first, last in _UNSPACED) and kind[0] in "LM":
        return f" {character} "
    if kind[0] in "LN":
        return character
    if kind == "So":
        return f" {character} "
    dropped = any(first <= code <= last for first, last in _DROPPED)
    if dropped or character in _APOSTROPHES or kind in {"Cf", "Sk"}:
        return ""
    return character if kind[0] == "M" else " "


def signature(text: str) -> bytes:
    """What tells whether a text is like others.

    Returns:
        A digest of the words, and for all but short texts a byte for each permutation.
    """
    words = words_of(text)
    plain = " ".join(words) or text.strip()
    hashed = blake2b(plain.encode("utf-8", "replace"), digest_size=_DIGEST).digest()
    # the last bit tells which kind of shingles there are
    digest = hashed[:-1] + bytes([hashed[-1] & 0xFE | (len(words) >= _WORDS)])
    shingles = _shingles(words, plain)
    if len(shingles) < _LEAST_SHINGLES:
        return digest
    return digest + _least(shingles).tobytes()


def signatures(texts: Sequence[str]) -> list[bytes]:
    """The :func:`signature` of each text."""
    return [signature(text) for text in texts]


def _shingles(words: list[str], plain: str) -> npt.NDArray[np.uint64]:
    """Hashes of a text's shingles, each once, at most :data:`_MOST_SHINGLES`, ascending."""
    if len(words) >= _WORDS:
        codes = np.array([crc32(word.encode("utf-8", "replace")) for word in words], np.uint64)
        width = 2
    else:
        codes = np.array([ord(character) for character in plain], np.uint64)
        width = _CHARACTERS
    n = len(codes) - width + 1
    if n < 1:
        return np.zeros(0, np.uint64)
    hashes = np.full(n, width, np.uint64)
    for place in range(width):
        hashes = (hashes ^ codes[place : place + n]) * _MIX_1
        hashes ^= hashes >> _HALF
    hashes *= _MIX_2
    return np.unique(hashes ^ (hashes >> _HALF))[:_MOST_SHINGLES]


def _least(shingles: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint8]:
    """Eight bits of the least shingle under each permutation, shape ``(256,)``."""
    permuted = np.multiply.outer((shingles >> _HALF).astype(np.uint32), _FACTORS)
    permuted += _OFFSETS
    return np.asarray(permuted.min(axis=0), np.uint32).astype(np.uint8)


def _alike(signed: bytes) -> float:
    return ALIKE if signed[_DIGEST - 1] & 1 else ALIKE_SHORT


def likeness(one: bytes, other: bytes) -> float:
    """Estimated Jaccard similarity of two texts by their signatures, 0 to 1."""
    if one[:_DIGEST] == other[:_DIGEST]:
        return 1.0
    if len(one) != len(other) or len(one) <= _DIGEST:
        return 0.0
    pair = [np.frombuffer(side, np.uint8, offset=_DIGEST) for side in (one, other)]
    return float((pair[0] == pair[1]).mean())


class KnownTexts:
    """Signatures of the reviews of one movie that count, to be compared with others.

    A comparison takes time in proportion to their number: about 0.1 ms with a thousand.

    Args:
        signed: Number and signature of each by now, in the order in which they came.
    """

    def __init__(self, signed: Sequence[tuple[int, bytes]] = ()) -> None:
        self._digests: dict[bytes, int] = {}
        for number, one in signed:
            self._digests.setdefault(one[:_DIGEST], number)
        whole = [pair for pair in signed if len(pair[1]) == SIGNATURE_BYTES]
        self._numbers = [number for number, _ in whole]
        joined = b"".join(one for _, one in whole)
        rows = np.frombuffer(joined, np.uint8).reshape(-1, SIGNATURE_BYTES)[:, _DIGEST:]
        # room for those that come
        self._matrix = np.concatenate([rows, np.zeros((16, _PERMUTATIONS), np.uint8)])

    def add(self, number: int, signed: bytes) -> None:
        """Keep the signature of a review, known by its number."""
        self._digests.setdefault(signed[:_DIGEST], number)
        if len(signed) != SIGNATURE_BYTES:
            return
        if len(self._numbers) == len(self._matrix):
            self._matrix = np.concatenate([self._matrix, np.zeros_like(self._matrix)])
        self._matrix[len(self._numbers)] = np.frombuffer(signed, np.uint8, offset=_DIGEST)
        self._numbers.append(number)

    def find(self, signed: bytes) -> int | None:
        """Number of the first review that a text repeats, ``None`` if it is new."""
        same = self._digests.get(signed[:_DIGEST])
        if same is not None or len(signed) != SIGNATURE_BYTES or not self._numbers:
            return same
        known = self._matrix[: len(self._numbers)]
        equal = np.count_nonzero(known == np.frombuffer(signed, np.uint8, offset=_DIGEST), axis=1)
        alike = equal >= _alike(signed) * _PERMUTATIONS
        # the position of the first that is alike enough
        return self._numbers[int(alike.argmax())] if alike.any() else None
