"""Arguments of a call before, with what was said now."""

from collections.abc import Mapping

from domain.entities.tool import Value
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool
from infrastructure.adapters.retrieval.understanding.descriptions import is_described, is_step
from infrastructure.adapters.retrieval.understanding.filling import Given
from infrastructure.adapters.retrieval.understanding.slots import Slot, SlotKind
from infrastructure.adapters.retrieval.understanding.utterance import covered, words_of
from infrastructure.adapters.retrieval.words import canonical, content_words, is_circumstance, listed

_SAYS_LITTLE = frozenset(canonical(word) for word in listed("around_values"))
"""Words that a caller puts around a new value; they are no subject of their own."""


def merged(tool: BoundTool, before: Mapping[str, Value], given: Mapping[str, Value]) -> dict[str, Value]:
    """What is new replaces what was; another problem begins anew, another plan keeps the rest."""
    first = tool.slots[0] if tool.slots else None
    if (
        first is not None
        and is_described(first)
        and first.name in given
        and given[first.name] != before.get(first.name)
    ):
        return dict(given)
    pair = pair_of(tool)
    if pair is not None and pair[0].name in given and pair[1].name not in given and pair[0].name in before:
        given = {name: value for name, value in given.items() if name != pair[0].name} | {
            pair[1].name: given[pair[0].name]
        }
    kept = {name: value for name, value in before.items() if tool.slot(name) is not None}
    return without_defaults(tool, {**_without_step(tool, kept), **given}, before)


def without_defaults(
    tool: BoundTool, arguments: Mapping[str, Value], before: Mapping[str, Value]
) -> dict[str, Value]:
    """A no to what nobody had asked for says nothing."""
    return {
        name: value
        for name, value in arguments.items()
        if value is not False or before.get(name) is True or _asks(tool, name)
    }


def _asks(tool: BoundTool, name: str) -> bool:
    slot = tool.slot(name)
    return slot is None or slot.kind is not SlotKind.YES_NO


def _without_step(tool: BoundTool, before: Mapping[str, Value]) -> dict[str, Value]:
    """Without what was said of one step alone: it tells nothing of the next one."""
    steps = {slot.name for slot in tool.slots if is_step(slot)}
    return {name: value for name, value in before.items() if name not in steps}


def pair_of(tool: BoundTool) -> tuple[Slot, Slot] | None:
    """Two arguments of one kind, as in a comparison."""
    for place, one in enumerate(tool.slots):
        for other in tool.slots[place + 1 :]:
            if one.kind is SlotKind.CHOICE and list(one.choices) == list(other.choices):
                return one, other
    return None


def left_over(tool: BoundTool, text: str, given: Given) -> list[str]:
    """Content words that belong to no argument: what the words are about beside the values."""
    words = words_of(text)
    taken = covered([found for name, found in given.items() if not _is_described(tool, name)])
    rest = " ".join(word for place, word in enumerate(words) if place not in taken)
    own = frozenset(word for slot in tool.slots for word in slot.own_words) | _SAYS_LITTLE
    return [word for word in content_words(rest) if word not in own and not is_circumstance(word)]


def _is_described(tool: BoundTool, name: str) -> bool:
    slot = tool.slot(name)
    return slot is not None and is_described(slot)
