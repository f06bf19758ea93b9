"""What two texts have in common: their words, whatever their form, without those that say nothing."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import snowballstemmer  # pyright: ignore[reportMissingTypeStubs]

_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


@dataclass(frozen=True)
class _English:
    say_nothing: frozenset[str]
    same: dict[str, str]
    phrases: tuple[tuple[re.Pattern[str], str], ...]


def tokens(text: str) -> list[str]:
    """All words in lower case, as written."""
    return _TOKEN.findall(_plain(text))


def content_words(text: str) -> list[str]:
    """The words that carry the meaning, each in one form for all its forms and synonyms."""
    plain, english = _plain(text), _english()
    for pattern, word in english.phrases:
        plain = pattern.sub(word, plain)
    return [canonical(token) for token in _TOKEN.findall(plain) if token not in english.say_nothing]


@lru_cache(maxsize=20_000)
def canonical(token: str) -> str:
    """The one form that stands for a word, its inflections and its synonyms."""
    plain = token.removesuffix("'s")
    return str(_stemmer().stemWord(_english().same.get(plain, plain)))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def is_circumstance(word: str) -> bool:
    """Whether a content word tells of time, degree or surroundings, and names no subject."""
    return word in _circumstance() or word.endswith("li")


def _plain(text: str) -> str:
    """Lower case; a thousand is one number: 1,000 and 1000 are the same."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", text.lower().replace("’", "'"))


@cache
def _stemmer():
    return snowballstemmer.stemmer("english")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


@cache
def _circumstance() -> frozenset[str]:
    return frozenset(canonical(word) for word in _data()["circumstance"].split())


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("english.toml").read_text(encoding="utf-8"))


@cache
def _english() -> _English:
    data = _data()
    return _English(
        say_nothing=frozenset(data["say_nothing"].split()),
        same={word: group.split()[0] for group in data["same"] for word in group.split()},
        phrases=tuple((re.compile(rf"\b(?:{said})\b"), word) for said, word in data["phrases"].items()),
    )
