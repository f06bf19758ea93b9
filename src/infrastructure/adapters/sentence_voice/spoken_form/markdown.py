"""Markdown, of which only the text is said."""

import re
from collections.abc import Sequence

_LINK_END = re.compile(r"\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])")
_OPEN_LINK_END = re.compile(r"\]\([^)]*$")
_WITHOUT_TEXT = re.compile(
    r"```\w*|~~~\w*|\[[ xX]?\]|\[\^[\w-]+\]:?|[-*•+>#=_~]+|[|:=-]*(?:\||-{2})[|:=-]*|<!--|-->|</?\w+/?>"
)
_TAG = re.compile(r"</?[A-Za-z][\w-]*\s*/?>|<!--.*?-->")
_SIGNS = re.compile(r"\*\*+|`+|~~|\\(?=[^\w\s])|(?<!\w)[_*]+|[_*]+(?!\w)|!(?=\[)|\[\^[\w-]+\]")
_KEPT = frozenset(["-", "+", "=", ">"])
"""Signs that are Markdown only at the start of a line."""

_TITLE_WORDS = 12
"""A link's title, `[text](url "title")`, is looked for in so many words."""


def without_markdown(words: Sequence[str]) -> list[str]:
    """Each word's text; empty for a word that is only Markdown. A cell's border is a comma."""
    texts: list[str] = []
    while len(texts) < len(words):
        at = len(texts)
        word = words[at]
        texts.append(_text(word, is_first=at == 0))
        if _OPEN_LINK_END.search(word):
            texts += _after_title(words[at + 1 :])
    return texts


def _text(word: str, *, is_first: bool) -> str:
    if word == "|":
        return ","
    if word == "*" and not is_first:
        return word
    if _WITHOUT_TEXT.fullmatch(word) and (is_first or word not in _KEPT):
        return ""
    word = _OPEN_LINK_END.sub("", _LINK_END.sub("", word))
    word = re.sub(r"^<((?:https?://|mailto:|www\.)[^>]*)>", r"\1", word)
    word = _SIGNS.sub("", _TAG.sub(" ", word)).strip("|")
    word = re.sub(r"^#{1,6}(?=[^\W\d])", "", word)
    return re.sub(r"\|+", ", ", word.replace("[", "").replace("]", "")).strip()


def _after_title(following: Sequence[str]) -> list[str]:
    """The words of a link's title, of which only what follows the closing bracket is said. None when there is no
    such bracket.
    """
    for count, word in enumerate(following[:_TITLE_WORDS]):
        if ")" in word:
            return [*[""] * count, word.partition(")")[2]]
    return []
