"""Letters and signs as a typewriter has them."""

import html
import re
import unicodedata

SAID_SIGNS = "€£¥°µ½¼¾⅓⅔⅛≈≤≥±×÷→§"
"""Kept, as there are words for them."""

_REPLACED = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′`´‹›", "'"),
        **dict.fromkeys("‐‑‒–−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\ufeff™®©", ""),
        "…": ".",
        "⇒": "→",
        "➜": "→",
        "·": " ",
        "⋅": "×",
        "✕": "×",
        "²": "^2",
        "³": "^3",
        "⁄": "/",
        "№": "number ",
        "℃": "°C",
        "℉": "°F",
        "Ω": "ohm",
        "μ": "µ",
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
    }
)
_DROPPED_CATEGORIES = ("No", "Mn")


def typewritten(word: str) -> str:
    """ASCII and `SAID_SIGNS`; letters without accents, everything else dropped. A dash alone is a comma."""
    word = html.unescape(word)
    if re.fullmatch(r"[–—―]+", word):
        return "–"
    word = re.sub(r"(?<=\S)[—―]+(?=\S)", ", ", word)
    word = re.sub(r"[—―]+", ",", word) if re.search(r"\w", word) else word
    return "".join(_character(sign) for sign in word.translate(_REPLACED)).strip()


def _character(sign: str) -> str:
    if sign.isascii() or sign in SAID_SIGNS:
        return sign
    if unicodedata.category(sign) in _DROPPED_CATEGORIES:
        return ""
    return unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
