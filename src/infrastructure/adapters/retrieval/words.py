"""What two texts have in common: their words, whatever their form, without those that say nothing."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import Stemmer
from livekit import blingfire

_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


@dataclass(frozen=True)
class Flag:
    """What may hold or not, and how it is said, each word in its one form.

    :ivar name: the words that stand for it, as in the name of an argument.
    :ivar ways: phrases that say that it holds.
    :ivar against: phrases that say that it does not.
    :ivar not_after: words after which the ways say something else: "tied for a year".
    """

    name: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]
    against: tuple[tuple[str, ...], ...]
    not_after: frozenset[str]


@dataclass(frozen=True)
class English:
    """What `english.toml` says of the language."""

    say_nothing: frozenset[str]
    same: dict[str, str]
    phrases: tuple[tuple[re.Pattern[str], str], ...]
    any_phrase: re.Pattern[str]


def tokens(text: str) -> list[str]:
    """All words in lower case, as written."""
    return _TOKEN.findall(_plain(text))


def content_words(text: str) -> list[str]:
    """The words that carry the meaning, each in one form for all its forms and synonyms."""
    return list(_content_words(text))


@lru_cache(maxsize=8_192)
def _content_words(text: str) -> tuple[str, ...]:
    plain, known = _plain(text), english()
    if known.any_phrase.search(plain):
        for pattern, word in known.phrases:
            plain = pattern.sub(word, plain)
    return tuple(canonical(token) for token in _TOKEN.findall(plain) if token not in known.say_nothing)


def sentences_of(line: str) -> list[str]:
    """The sentences of one line of text."""
    found: list[str] = blingfire.text_to_sentences(line).splitlines()
    return found


@lru_cache(maxsize=20_000)
def canonical(token: str) -> str:
    """The one form that stands for a word, its inflections and its synonyms."""
    plain = token.removesuffix("'s")
    same = english().same
    stem = _stem(plain)
    return same.get(plain) or same.get(stem) or stem


def _stem(word: str) -> str:
    # One for each word: it keeps the word in itself, and calls are answered in several threads.
    return Stemmer.Stemmer("english", 0).stemWord(word)


def is_circumstance(word: str) -> bool:
    """Whether a content word tells of time, degree or surroundings, and names no subject."""
    return word in _circumstance() or word.endswith("li")


def _plain(text: str) -> str:
    """Lower case; a thousand is one number: 1,000 and 1000 are the same."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", text.lower().replace("’", "'"))


@cache
def _circumstance() -> frozenset[str]:
    return frozenset(canonical(word) for word in _data()["circumstance"].split())


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("english.toml").read_text(encoding="utf-8"))


@cache
def english() -> English:
    data = _data()
    phrases: dict[str, str] = data["phrases"]
    return English(
        say_nothing=frozenset(data["say_nothing"].split()),
        same=_same(data["same"]),
        phrases=tuple((re.compile(rf"\b(?:{said})\b"), word) for said, word in phrases.items()),
        any_phrase=re.compile(rf"\b(?:{'|'.join(phrases)})\b"),
    )


def _same(groups: Sequence[str]) -> dict[str, str]:
    """For each word as it is written, and for its stem where that is no other group's, what stands for it."""
    written = {word: _stem(group.split()[0]) for group in groups for word in group.split()}
    return {_stem(word): first for word, first in written.items()} | written


@cache
def listed(name: str) -> tuple[str, ...]:
    """A list of words of `english.toml`, as they are written."""
    return tuple(_data()["lists"][name].split())


@cache
def flags() -> tuple[Flag, ...]:
    """What a caller may say to hold or not, in whose words."""
    return tuple(
        Flag(
            _forms(flag["name"]),
            _all_forms(flag["ways"]),
            _all_forms(flag.get("against", [])),
            frozenset(flag.get("not_after", [])),
        )
        for flag in _data()["flag"]
    )


def _all_forms(phrases: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(_forms, phrases))


def _forms(phrase: str) -> tuple[str, ...]:
    return tuple(canonical(token) for token in tokens(phrase))
