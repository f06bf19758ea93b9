"""Names that earlier turns lend: what "it", "the first one" and "the other" stand for."""

import re

from domain.entities.tool import Value
from infrastructure.adapters.retrieval.deciding.conversation import Conversation
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool, Toolset
from infrastructure.adapters.retrieval.understanding.choices import named
from infrastructure.adapters.retrieval.understanding.slots import Slot, SlotKind
from infrastructure.adapters.retrieval.understanding.utterance import words_of

_FIRST = re.compile(r"\b(?:the )?(?:first|former)(?: one)?\b", re.IGNORECASE)
_SECOND = re.compile(r"\b(?:the )?(?:second|latter|other|last)(?: one)?\b", re.IGNORECASE)
_STANDS_FOR = re.compile(
    r"\b(?:it|that|this|(?:the|that|this) (?:first |second |other |last )?one"
    r"|the (?:former|latter|first|second))\b",
    re.IGNORECASE,
)


def last_named(conversation: Conversation, slot: Slot, text: str) -> Value | None:
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


def pointed_at(conversation: Conversation, tool: BoundTool, text: str) -> dict[str, Value]:
    """What "the first one" or "the second" is, of two that were named in one call."""
    if not (_FIRST.search(text) or _SECOND.search(text)):
        return {}
    for slot in tool.slots:
        if slot.kind is SlotKind.CHOICE:
            value = last_named(conversation, slot, text)
            return {slot.name: value} if value is not None else {}
    return {}


def resolved(conversation: Conversation, toolset: Toolset, text: str) -> str:
    """The words with the name that was said last in the place of "it"; the words themselves where none was."""
    for slot in toolset.names:
        value = last_named(conversation, slot, text)
        if value is not None:
            return _STANDS_FOR.sub(f"the {value} {slot.said_name}", text, count=1)
    return text


def with_last_named(conversation: Conversation, toolset: Toolset, text: str) -> str:
    """The words, and the name that was said last where they have none of their own: "and the speed?"."""
    for slot in toolset.names:
        if named(slot, words_of(text)):
            return text
    for slot in toolset.names:
        value = last_named(conversation, slot, text)
        if value is not None:
            return f"{text} the {value} {slot.said_name}"
    return text
