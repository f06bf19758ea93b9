"""What a tool asks for, read from its JSON schema."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from typing import Any

from infrastructure.adapters.retrieval.words import canonical, content_words, tokens

_WAY = re.compile(r"“([^”]*)”")
_WAYS = re.compile(r"\s*\(([^()]*“[^()]*)\)\s*$")
_DIGITS = re.compile(r"^\^?\[0-9\](?:\{(\d+)\}|\+)\$?$")


class SlotKind(Enum):
    CHOICE = auto()
    COUNT = auto()
    NUMBER = auto()
    YES_NO = auto()
    DIGITS = auto()
    EMAIL = auto()
    TEXT = auto()


@dataclass(frozen=True)
class Slot:
    """One argument.

    :ivar choices: what it may be, each with other ways to say it.
    :ivar digits: how many a code has; 0 for any number.
    :ivar required: whether its schema says so; our own tools require nothing.
    """

    name: str
    kind: SlotKind
    description: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    digits: int = 0
    required: bool = False

    @cached_property
    def own_words(self) -> frozenset[str]:
        """The words that name it, in the one form that stands for each."""
        named = {canonical(word) for word in self.name.lower().split("_")}
        return frozenset(content_words(self.description)) | named

    @cached_property
    def phrases(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each choice with one way to say it, word by word in the one form that stands for each."""
        return tuple(
            (choice, tuple(canonical(word) for word in tokens(way)))
            for choice, ways in self.choices.items()
            for way in (choice.replace("_", " "), *ways)
        )

    @property
    def said_name(self) -> str:
        return self.name.replace("_", " ")


def slots_of(parameters: Mapping[str, Any]) -> tuple[Slot, ...]:
    """The arguments of a JSON schema of an object; what is nested deeper is not understood, and left out."""
    required = set[str](parameters.get("required", ()))
    found = (
        _slot(name, _plain(schema), required=name in required)
        for name, schema in parameters.get("properties", {}).items()
    )
    return tuple(slot for slot in found if slot is not None)


def _plain(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """What may be null as what else it may be."""
    options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    return {**schema, **options[0]} if options else schema


def _slot(name: str, schema: Mapping[str, Any], *, required: bool) -> Slot | None:
    described = str(schema.get("description", ""))
    if "const" in schema:
        return Slot(name, SlotKind.CHOICE, described, {str(schema["const"]): ()}, required=required)
    if "enum" in schema:
        plain, choices = _choices(described, [str(choice) for choice in schema["enum"]])
        return Slot(name, SlotKind.CHOICE, plain, choices, required=required)
    kinds = {"integer": SlotKind.COUNT, "number": SlotKind.NUMBER, "boolean": SlotKind.YES_NO}
    kind = kinds.get(schema.get("type", ""))
    if kind is not None:
        return Slot(name, kind, described, required=required)
    if schema.get("type") != "string":
        return None
    if schema.get("format") == "email":
        return Slot(name, SlotKind.EMAIL, described, required=required)
    if code := _DIGITS.match(schema.get("pattern", "")):
        return Slot(name, SlotKind.DIGITS, described, digits=int(code[1] or 0), required=required)
    return Slot(name, SlotKind.TEXT, described, required=required)


def _choices(description: str, names: list[str]) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The description without the ways to say the choices, and those."""
    ways = _WAYS.search(description)
    said = dict[str, tuple[str, ...]]()
    for name in names:
        own = re.search(rf"(?:^|; ){re.escape(name)}: ((?:“[^”]*”\s?)+)", ways[1]) if ways else None
        said[name] = tuple(_WAY.findall(own[1])) if own else ()
    return (_WAYS.sub("", description) if ways else description), said
