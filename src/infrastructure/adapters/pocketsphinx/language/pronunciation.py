"""How words are pronounced that the recogniser's dictionary does not have."""

import re
from collections.abc import Iterable, Mapping

SPELLED = {
    "a": "EY",
    "b": "B IY",
    "c": "S IY",
    "d": "D IY",
    "e": "IY",
    "f": "EH F",
    "g": "JH IY",
    "h": "EY CH",
    "i": "AY",
    "j": "JH EY",
    "k": "K EY",
    "l": "EH L",
    "m": "EH M",
    "n": "EH N",
    "o": "OW",
    "p": "P IY",
    "q": "K Y UW",
    "r": "AA R",
    "s": "EH S",
    "t": "T IY",
    "u": "Y UW",
    "v": "V IY",
    "x": "EH K S",
    "y": "W AY",
    "w": "D AH B AH L Y UW",
    "z": "Z IY",
}

_SHORTEST_PART = 3
_VOWEL = re.compile("[aeiouy]")
_ENDINGS = {"s": "Z", "'s": "Z", "es": "IH Z", "ed": "D", "ing": "IH NG", "er": "ER", "ers": "ER Z", "ly": "L IY"}

_SOUNDS = (
    *(("tion", "SH AH N"), ("sion", "ZH AH N"), ("ough", "AO"), ("eigh", "EY"), ("tch", "CH"), ("igh", "AY")),
    *(
        ("sch", "SH"),
        ("ck", "K"),
        ("ch", "CH"),
        ("sh", "SH"),
        ("th", "TH"),
        ("ph", "F"),
        ("wh", "W"),
        ("ng", "NG"),
    ),
    *(
        ("qu", "K W"),
        ("kn", "N"),
        ("wr", "R"),
        ("ee", "IY"),
        ("ea", "IY"),
        ("oo", "UW"),
        ("ou", "AW"),
        ("ow", "OW"),
    ),
    *(
        ("ai", "EY"),
        ("ay", "EY"),
        ("oa", "OW"),
        ("oi", "OY"),
        ("oy", "OY"),
        ("au", "AO"),
        ("aw", "AO"),
        ("ie", "IY"),
    ),
    *(("er", "ER"), ("ir", "ER"), ("ur", "ER"), ("ar", "AA R"), ("or", "AO R"), ("ue", "UW"), ("ew", "UW")),
    *(
        ("a", "AE"),
        ("b", "B"),
        ("c", "K"),
        ("d", "D"),
        ("e", "EH"),
        ("f", "F"),
        ("g", "G"),
        ("h", "HH"),
        ("i", "IH"),
    ),
    *(
        ("j", "JH"),
        ("k", "K"),
        ("l", "L"),
        ("m", "M"),
        ("n", "N"),
        ("o", "AA"),
        ("p", "P"),
        ("q", "K"),
        ("r", "R"),
    ),
    *(("s", "S"), ("t", "T"), ("u", "AH"), ("v", "V"), ("w", "W"), ("x", "K S"), ("y", "IY"), ("z", "Z")),
)


def pronunciations(words: Iterable[str], dictionary: Mapping[str, str]) -> dict[str, str]:
    """The phones of each word that the dictionary lacks; words with other signs than letters are left out."""
    missing = (word for word in words if word not in dictionary)
    return {word: _phones(word, dictionary) for word in missing if re.fullmatch(r"[a-z']{1,24}", word)}


def _phones(word: str, dictionary: Mapping[str, str]) -> str:
    return _compound(word, dictionary) or _inflected(word, dictionary) or _spelled(word) or _by_letters(word)


def _compound(word: str, dictionary: Mapping[str, str]) -> str:
    """`northwind` is north and wind: the split with the longest first part."""
    for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        if word[:cut] in dictionary and word[cut:] in dictionary:
            return f"{dictionary[word[:cut]]} {dictionary[word[cut:]]}"
    return ""


def _inflected(word: str, dictionary: Mapping[str, str]) -> str:
    for ending, phones in _ENDINGS.items():
        stem = word.removesuffix(ending)
        if stem == word:
            continue
        for known in (stem, stem + "e"):
            if known in dictionary:
                return f"{dictionary[known]} {phones}"
    return ""


def _spelled(word: str) -> str:
    """`dns` and `ont` are said by their letters, when short or without a vowel."""
    letters = word.replace("'", "")
    is_spelled = len(letters) <= _SHORTEST_PART or not _VOWEL.search(letters)
    return " ".join(SPELLED[letter] for letter in letters) if is_spelled else ""


def _by_letters(word: str) -> str:
    """The commonest sound of each group of letters: enough to tell a name from all other words."""
    rest, phones = word.replace("'", ""), list[str]()
    if len(rest) > _SHORTEST_PART and rest.endswith("e"):
        rest = rest[:-1]
    while rest:
        letters, sound = next(pair for pair in _SOUNDS if rest.startswith(pair[0]))
        rest = rest[len(letters) :].lstrip(rest[0]) if len(letters) == 1 else rest[len(letters) :]
        phones.append(sound)
    return " ".join(phones)
