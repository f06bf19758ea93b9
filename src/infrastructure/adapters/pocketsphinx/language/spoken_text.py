"""Written sentences as a caller would say them: the words that a recogniser writes."""

import re
from collections.abc import Iterable

_SENTENCE_END = re.compile(r"[.!?:;\n]+(?=\s|$)")
_TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[a-z]+(?:'[a-z]+)?|[€£$%&]")
_HYPHEN = re.compile(r"(?<=\w)[-‐](?=\w)")
_SIGNS = {"€": "euros", "£": "pounds", "$": "dollars", "%": "percent", "&": "and"}
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spoken_sentences(text: str) -> Iterable[list[str]]:
    """The words of each sentence; those of a clause between dots, colons and line ends count as one."""
    for sentence in _SENTENCE_END.split(text.replace("’", "'")):
        if words := spoken_words(sentence):
            yield words


def spoken_words(sentence: str) -> list[str]:
    """`It's 49.90 €` becomes it's forty nine ninety euros; a hyphen is a blank, but wi-fi is one word."""
    joined = sentence.lower().replace("wi-fi", "wifi").replace("wi fi", "wifi")
    return [word for token in _TOKEN.findall(_HYPHEN.sub(" ", joined)) for word in _said(token)]


def _said(token: str) -> list[str]:
    if token in _SIGNS:
        return [_SIGNS[token]]
    if not token[0].isdigit():
        return [token]
    whole, _, fraction = token.replace(",", "").partition(".")
    if len(whole) > 6 or whole.startswith("0"):
        return [_SMALL[int(digit)] for digit in whole + fraction]
    return number_words(int(whole)) + (number_words(int(fraction)) if fraction and int(fraction) else [])


def number_words(number: int) -> list[str]:
    """A number below a million, as it is said."""
    if number < 20:
        return [_SMALL[number]]
    if number < 100:
        return [_TENS[number // 10], *(number_words(number % 10) if number % 10 else [])]
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    rest = number % size
    return [*number_words(number // size), name, *(number_words(rest) if rest else [])]
