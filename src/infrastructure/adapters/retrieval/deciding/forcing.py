"""A call that must be made: a form for data, filled from the caller's words as far as they go."""

import re

from domain.entities.tool import Value
from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.decision import Call
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool
from infrastructure.adapters.retrieval.understanding.filling import fill
from infrastructure.adapters.retrieval.understanding.numbers import numbers
from infrastructure.adapters.retrieval.understanding.polarity import yes_or_no
from infrastructure.adapters.retrieval.understanding.slots import Slot, SlotKind
from infrastructure.adapters.retrieval.understanding.utterance import words_of

_QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]|(?<!\w)['‘]([^'‘’]+)['’](?!\w)")


def forced(tool: BoundTool, text: str, meaning: Meaning) -> Call:
    """With every argument that was given, and the nearest that can be had for those that are required."""
    given: dict[str, Value] = {name: found.value for name, found in fill(tool.slots, text, meaning).items()}
    given |= _quoted(tool, text)
    used = list[int]()
    for slot in tool.slots:
        if slot.name not in given and (slot.required or slot.kind in {SlotKind.TEXT, SlotKind.NUMBER}):
            value = _nearest(slot, text, meaning, used)
            if value is not None:
                given[slot.name] = value
    return Call(tool.name, {slot.name: given[slot.name] for slot in tool.slots if slot.name in given})


def _quoted(tool: BoundTool, text: str) -> dict[str, Value]:
    """What is between quotation marks is meant as it is written."""
    marked = [first or second for first, second in _QUOTED.findall(text)]
    free = [slot.name for slot in tool.slots if slot.kind is SlotKind.TEXT]
    return dict(zip(free, marked, strict=False))


def _nearest(slot: Slot, text: str, meaning: Meaning, used: list[int]) -> Value | None:
    """:param used: numbers that are taken already; one that is taken here is added."""
    match slot.kind:
        case SlotKind.CHOICE:
            return _choice(slot, text, meaning)
        case SlotKind.COUNT | SlotKind.NUMBER:
            said = [found.value for found in numbers(words_of(text))]
            free = [value for place, value in enumerate(said) if place not in used]
            if not free:
                return None
            used.append(said.index(free[0], len(used)) if free[0] in said[len(used) :] else len(used))
            return free[0]
        case SlotKind.YES_NO:
            return bool(yes_or_no(text))
        case SlotKind.TEXT:
            return text.strip()
        case _:
            return None


def _choice(slot: Slot, text: str, meaning: Meaning) -> str | None:
    described = {
        choice: f"{choice.replace('_', ' ')} {' '.join(ways)}".strip() for choice, ways in slot.choices.items()
    }
    alike = meaning.alike(text, list(described.values()))
    return max(zip(alike, described, strict=True), default=(0.0, None))[1]
