"""What emoji say: a small table by hand, because neither tier's words hold them.

Values are log-odds of praise. Faces that laugh or cry go both ways in reviews, so they count
little or not at all; a repeated emoji counts once, as a repeated mark does.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from matinee.types import FloatArray

_GROUPS: Final[Mapping[float, str]] = {
    2.0: "👍 👌 ❤ 💕 💖 💗 💙 💚 💛 💜 🧡 🖤 💯 😍 🥰 🤩 🏆 🌟 🙌 👏 💘 💓 💞 💝 🫶 😻 ♥",
    1.2: "🔥 ⭐ ✨ 🎉 😊 😀 😃 😄 😁 ☺ 🙂 😎 🤗 😋 🥳 💪 🤌 😘 ✅ 🎊 👑 💎 😇 🥹 🏅 🥇",
    0.4: "😂 🤣 😆 😭 😱 🤯 😮 🙏",
    -1.2: "😒 🙄 😑 😕 🙁 ☹ 😞 😔 😟 😴 🥱 😬 🤨 😖 😣 😫 😩 💔 🚫 ❌ 🤦 💤 😐 😪 🫤",
    -2.0: "👎 💩 🤮 🤢 😡 😠 🤬 🗑 😤 🖕 ⛔",
}

#: Log-odds of praise that each emoji adds.
ODDS_OF: Final[Mapping[str, float]] = {
    emoji: value for value, row in _GROUPS.items() for emoji in row.split()
}

#: However many there are, they say no more than this.
_MOST: Final = 3.0

_EMOJI: Final = re.compile("[" + "".join(ODDS_OF) + "]")


def emoji_odds(texts: Sequence[str]) -> FloatArray:
    """Log-odds of praise by the emoji of each text.

    Args:
        texts: Any number of texts.

    Returns:
        Shape ``(n,)``, float32, -3 to 3; 0 where there is none that says anything.

    Example:
        >>> emoji_odds(["👎👎👎", "fine", "👍👎"]).tolist()
        [-2.0, 0.0, 0.0]
    """
    odds = np.zeros(len(texts), dtype=np.float32)
    for row, text in enumerate(texts):
        if not text.isascii():  # told without a look at the characters
            odds[row] = sum(ODDS_OF[one] for one in set(_EMOJI.findall(text)))
    return odds.clip(-_MOST, _MOST)
