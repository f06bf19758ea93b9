"""Arguments that were not said now, but that the words lean on."""

import re
from collections.abc import Mapping

from domain.entities.tool import Value
from infrastructure.adapters.retrieval.deciding.conversation import Conversation
from infrastructure.adapters.retrieval.deciding.naming import last_named
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool
from infrastructure.adapters.retrieval.understanding.slots import Slot, SlotKind

_CODES = frozenset([SlotKind.DIGITS, SlotKind.EMAIL])
_DETAILS_STAY_TURNS = 4
_LEANS = re.compile(r"\b(?:it|this|that|that's|it's|one|ones|them|these|those|same)\b", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"\b(?:a|an|any|some|another|other|new|different|which|what|your) (?:\w+ )?$", re.IGNORECASE
)


def carried(
    conversation: Conversation, tool: BoundTool, given: Mapping[str, Value], text: str
) -> dict[str, Value]:
    """Codes that were given before, the name that "it" stands for, and what else was said of it."""
    lent = dict[str, Value]()
    for slot in tool.slots:
        if slot.name in given:
            continue
        if slot.kind in _CODES and (value := _known(conversation, slot)) is not None:
            lent[slot.name] = value
        elif slot.kind is SlotKind.CHOICE and slot in tool.needs and _leans_on(slot, text):
            value = last_named(conversation, slot, text)
            if value is not None:
                lent[slot.name] = value
    return lent | _details(conversation, tool, {**lent, **given})


def _known(conversation: Conversation, slot: Slot) -> Value | None:
    """What a call or its result had under this name, the latest first."""
    for used in reversed(conversation.used):
        for values in (used.answer.facts, used.arguments):
            if slot.name in values:
                return values[slot.name]
        if used.answer.undo is not None and slot.name in used.answer.undo.arguments:
            return used.answer.undo.arguments[slot.name]
    return None


def _leans_on(slot: Slot, text: str) -> bool:
    """Whether the words say "it" or "the first one", or nothing of the kind at all; not with "a plan"."""
    noun = re.search(rf"\b{re.escape(slot.name)}s?\b", text, re.IGNORECASE)
    if noun is not None and _INDEFINITE.search(text[: noun.start()]):
        return False
    return noun is None or bool(_LEANS.search(text))


def _details(conversation: Conversation, tool: BoundTool, arguments: Mapping[str, Value]) -> dict[str, Value]:
    """What else was said of the same thing before: ordering it keeps the seats that were quoted."""
    if not tool.needs or tool.needs[0].name not in arguments:
        return {}
    subject = tool.needs[0].name
    about = [
        used for used in conversation.used if subject in used.arguments and used.turns_ago <= _DETAILS_STAY_TURNS
    ]
    last = about[-1] if about else None
    if last is None or last.tool == tool.name or last.arguments[subject] != arguments[subject]:
        return {}
    return {
        slot.name: last.arguments[slot.name]
        for slot in tool.slots
        if slot.name not in arguments and slot.name in last.arguments
    }
