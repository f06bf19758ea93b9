"""What earlier turns lend to this one: a form that is open, a plan that was named, an effect to take back."""

import re
from collections.abc import Mapping

from domain.entities.tool import Outcome, Value
from infrastructure.adapters.retrieval.deciding.conversation import Conversation, Used
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool, Toolset
from infrastructure.adapters.retrieval.understanding.choices import named
from infrastructure.adapters.retrieval.understanding.slots import Slot, SlotKind
from infrastructure.adapters.retrieval.understanding.utterance import words_of

_FORM_STAYS_TURNS = 4
_LEANS = re.compile(r"\b(?:it|this|that|that's|it's|one|ones|them|these|those|same)\b", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"\b(?:a|an|any|some|another|other|new|different|which|what|your) (?:\w+ )?$", re.IGNORECASE
)
_FIRST = re.compile(r"\b(?:the )?(?:first|former)(?: one)?\b", re.IGNORECASE)
_SECOND = re.compile(r"\b(?:the )?(?:second|latter|other|last)(?: one)?\b", re.IGNORECASE)
_STANDS_FOR = re.compile(
    r"\b(?:it|that|this|(?:the|that|this) (?:first |second |other |last )?one|the (?:former|latter|first|second))\b",
    re.IGNORECASE,
)
_DETAILS_STAY_TURNS = 4
_DROPPED = re.compile(
    r"\b(?:never ?mind|forget (?:it|that|about it)|leave it|let's leave|drop (?:it|that)|no longer|doesn't matter"
    r"|does not matter|not now|skip (?:it|that)|stop (?:it|that))\b",
    re.IGNORECASE,
)


def drops(text: str) -> bool:
    """Whether the caller gives up what was begun."""
    return bool(_DROPPED.search(text))


def open_form(conversation: Conversation, toolset: Toolset) -> Used | None:
    """The latest call that lacks something, unless it was filled, given up or is long ago."""
    closed = set[str]()
    for used in reversed(conversation.used):
        if used.turns_ago > _FORM_STAYS_TURNS:
            return None
        if any(drops(words) for words in conversation.said[len(conversation.said) - used.turns_ago + 1 :]):
            return None
        if used.answer.outcome is not Outcome.NEEDS:
            closed.add(used.tool)
        elif used.tool not in closed and toolset.find(used.tool) is not None:
            return used
    return None


def latest(conversation: Conversation, toolset: Toolset, turns: int) -> Used | None:
    """The latest call of a tool that has arguments, when it is not longer ago."""
    for used in reversed(conversation.used):
        if used.turns_ago > turns:
            return None
        tool = toolset.find(used.tool)
        if tool is not None and tool.slots:
            return used
    return None


def carried(
    conversation: Conversation, tool: BoundTool, given: Mapping[str, Value], text: str
) -> dict[str, Value]:
    """Arguments that were not said now, but that the words lean on."""
    lent = dict[str, Value]()
    for slot in tool.slots:
        if slot.name in given:
            continue
        if slot.kind in {SlotKind.DIGITS, SlotKind.EMAIL} and (value := _known(conversation, slot)) is not None:
            lent[slot.name] = value
        elif slot.kind is SlotKind.CHOICE and slot in tool.needs and _leans_on(slot, text):
            value = _last_named(conversation, slot, text)
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


def _last_named(conversation: Conversation, slot: Slot, text: str) -> Value | None:
    """The choice that was named last; of two that were compared, the one that the words point at."""
    for used in reversed(conversation.used):
        chosen = [value for value in used.arguments.values() if value in slot.choices]
        if not chosen:
            continue
        if len(chosen) == 1:
            return chosen[0]
        if _FIRST.search(text):
            return chosen[0]
        return chosen[-1] if _SECOND.search(text) else None
    for words in reversed(conversation.said):
        found = named(slot, words_of(words))
        if found:
            return found[-1].value if len({one.value for one in found}) == 1 else None
    return None


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


def pointed_at(conversation: Conversation, tool: BoundTool, text: str) -> dict[str, Value]:
    """What "the first one" or "the second" is, of two that were named in one call."""
    if not (_FIRST.search(text) or _SECOND.search(text)):
        return {}
    for slot in tool.slots:
        if slot.kind is SlotKind.CHOICE:
            value = _last_named(conversation, slot, text)
            return {slot.name: value} if value is not None else {}
    return {}


def resolved(conversation: Conversation, toolset: Toolset, text: str) -> str:
    """The words with the name that was said last in the place of "it"; the words themselves where there is none."""
    for slot in toolset.names:
        value = _last_named(conversation, slot, text)
        if value is not None:
            return _STANDS_FOR.sub(f"the {value} {slot.said_name}", text, count=1)
    return text


def with_last_named(conversation: Conversation, toolset: Toolset, text: str) -> str:
    """The words, and the name that was said last where they have none of their own: "and the speed?"."""
    for slot in toolset.names:
        if named(slot, words_of(text)):
            return text
    for slot in toolset.names:
        value = _last_named(conversation, slot, text)
        if value is not None:
            return f"{text} the {value} {slot.said_name}"
    return text
