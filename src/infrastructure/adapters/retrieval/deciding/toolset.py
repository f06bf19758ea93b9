"""The tools that are bound to a call of the model, read once for all calls."""

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from infrastructure.adapters.retrieval.deciding.masking import mask, names_of
from infrastructure.adapters.retrieval.phrasebook import NO_PHRASES, Phrasebook
from infrastructure.adapters.retrieval.understanding.acts import acts
from infrastructure.adapters.retrieval.understanding.descriptions import is_described, is_step, ways_of
from infrastructure.adapters.retrieval.understanding.slots import Slot, slots_of
from infrastructure.adapters.retrieval.words import canonical, content_words, is_circumstance

_EXAMPLE = re.compile(r"“([^”]*)”")
_CIRCUMSTANCE_COUNTS = 0.35
_DESCRIBED_BY = 0.3
_MOST_OF = 0.6


@dataclass(frozen=True)
class BoundTool:
    """:ivar texts: what callers say who want it, without values; the description is the last.
    :ivar subjects: the content words of each text but the description.
    :ivar words: all content words of the texts.
    :ivar kinds: of each kind of utterance, the share among the examples.
    :ivar neutral: words of what other arguments describe: they speak neither for the tool nor against it.
    :ivar about: the arguments that the examples describe, as "my wifi is slow" does a problem.
    """

    name: str
    description: str
    slots: tuple[Slot, ...]
    texts: tuple[str, ...]
    subjects: tuple[frozenset[str], ...]
    words: frozenset[str]
    kinds: Mapping[str, float]
    about: frozenset[str]
    neutral: frozenset[str]

    def slot(self, name: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.name == name), None)

    @property
    def needs(self) -> tuple[Slot, ...]:
        """The slots without which nothing can be said of it: the first, and those of its kind of detail."""
        return tuple(slot for slot in self.slots if slot.required) or self.slots[:1]


@dataclass(frozen=True)
class Toolset:
    """:ivar names: slots whose choices are names, of all tools."""

    tools: tuple[BoundTool, ...]
    names: tuple[Slot, ...]
    used_by: Mapping[str, int]
    phrases: Phrasebook = NO_PHRASES

    @cached_property
    def _rarities(self) -> Mapping[str, float]:
        return {word: math.log(1 + len(self.tools) / users) for word, users in self.used_by.items()}

    @cached_property
    def details(self) -> frozenset[str]:
        """The words for the arguments that have names, such as a plan."""
        return frozenset(canonical(word) for slot in self.names for word in slot.said_name.split())

    def rarity(self, word: str) -> float:
        """What a word tells: the more, the fewer tools know it. A circumstance that none knows tells little."""
        known = self._rarities.get(word)
        if known is not None:
            return known
        return math.log(1 + len(self.tools)) * (_CIRCUMSTANCE_COUNTS if is_circumstance(word) else 1)

    def find(self, name: str) -> BoundTool | None:
        return next((tool for tool in self.tools if tool.name == name), None)


def read_tools(schemas: Sequence[Mapping[str, Any]], phrases: Phrasebook = NO_PHRASES) -> Toolset:
    """Tools as they are bound: functions in OpenAI's format."""
    return _read(json.dumps(list(schemas)), phrases)


@lru_cache(64)
def _read(schemas: str, phrases: Phrasebook) -> Toolset:
    functions = [schema["function"] for schema in json.loads(schemas)]
    slots = [slots_of(function.get("parameters", {})) for function in functions]
    names = names_of([slot for own in slots for slot in own])
    tools = tuple(_tool(function, own, names, phrases) for function, own in zip(functions, slots, strict=True))
    return Toolset(tools, names, Counter(word for tool in tools for word in tool.words), phrases)


def _tool(
    function: Mapping[str, Any], slots: tuple[Slot, ...], names: Sequence[Slot], phrases: Phrasebook
) -> BoundTool:
    described = str(function.get("description", ""))
    examples = phrases.tools.get(function["name"]) or _EXAMPLE.findall(described)
    description = described.partition("“")[0].removesuffix("Callers say: ").strip()
    ways = [way for slot in slots if _is_subject(slot, examples) for way in ways_of(slot)]
    texts = tuple(mask(text, names) for text in [*examples, *ways, description])
    spoken = [*texts, function["name"].replace("_", " ")]
    words = frozenset(word for text in spoken for word in content_words(text))
    about = frozenset(slot.name for slot in slots if _is_subject(slot, examples))
    beside = [slot for slot in slots if is_described(slot) and not is_step(slot) and slot.name not in about]
    neutral = frozenset(word for slot in beside for way in ways_of(slot) for word in content_words(way)) - words
    own_names = frozenset(canonical(word) for slot in slots for word in slot.said_name.split())
    subjects = tuple(frozenset(content_words(text)) for text in (texts[:-1] or texts))
    kinds = Counter(kind for example in examples for kind in acts(example))
    shares = {kind: number / len(examples) for kind, number in kinds.items()}
    return BoundTool(
        function["name"], description, slots, texts, subjects, words | own_names, shares, about, neutral
    )


def _is_subject(slot: Slot, examples: Sequence[str]) -> bool:
    """Whether callers describe it to get the tool; a ticket about it is asked for in other words."""
    if not is_described(slot):
        return False
    ways = [set(content_words(way)) for way in ways_of(slot)]
    describing = [example for example in examples if _describes(set(content_words(example)), ways)]
    return len(describing) >= _DESCRIBED_BY * len(examples)


def _describes(words: set[str], ways: Sequence[set[str]]) -> bool:
    return any(way and len(words & way) >= _MOST_OF * len(way) for way in ways)
