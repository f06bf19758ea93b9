"""What is open from earlier turns: a form, the latest call, an effect that can be taken back."""

import re

from domain.entities.tool import Outcome
from infrastructure.adapters.retrieval.deciding.conversation import Conversation, Used
from infrastructure.adapters.retrieval.deciding.toolset import Toolset

_FORM_STAYS_TURNS = 4
_UNDONE_TURNS = 6
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


def undoable(conversation: Conversation, toolset: Toolset) -> Used | None:
    """The latest effect, if it can be taken back and was not."""
    for used in reversed(conversation.used):
        if used.turns_ago > _UNDONE_TURNS:
            return None
        undo = used.answer.undo
        if used.answer.outcome is not Outcome.DONE or undo is None or toolset.find(undo.tool) is None:
            continue
        taken_back = any(
            later.tool == undo.tool and later.answer.outcome is Outcome.DONE and later.turns_ago < used.turns_ago
            for later in conversation.used
        )
        return None if taken_back else used
    return None
