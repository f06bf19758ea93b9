"""The arguments of a tool that was chosen anew: said now, meant, or lent by earlier turns."""

from collections.abc import Mapping

from domain.entities.tool import Outcome, Value
from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.carrying import carried
from infrastructure.adapters.retrieval.deciding.conversation import Conversation
from infrastructure.adapters.retrieval.deciding.merging import without_defaults
from infrastructure.adapters.retrieval.deciding.naming import pointed_at
from infrastructure.adapters.retrieval.deciding.ranking import FittingTool, values
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool
from infrastructure.adapters.retrieval.understanding.descriptions import is_step, nearest
from infrastructure.adapters.retrieval.understanding.filling import fill
from infrastructure.adapters.retrieval.understanding.slots import Slot, SlotKind
from infrastructure.adapters.retrieval.words import content_words

_DESCRIBED = 0.4
_STEPS_STAY_TURNS = 3
_MAY_BE_LENT = frozenset([SlotKind.CHOICE, SlotKind.YES_NO, SlotKind.COUNT])
"""What may be read from the words in full, of which some are of earlier turns: no codes."""


def arguments(
    conversation: Conversation, fitting: FittingTool, part: str, question: str, meaning: Meaning
) -> Mapping[str, Value]:
    """What of them is known; the tool asks for the rest.

    :param question: the part, standing alone.
    """
    tool = fitting.tool
    said = {**values(fitting.given), **pointed_at(conversation, tool, part)}
    given = {**_meant(tool, question, part, meaning), **said}
    subject = tool.slots[0] if tool.slots else None
    if subject is not None and subject.name in tool.about and subject.name not in given:
        given |= _likeliest(subject, part, meaning)
    given |= _told_again(conversation, tool, given)
    lent = carried(conversation, tool, given, part)
    return without_defaults(tool, _in_order(tool, {**lent, **given}), {})


def _meant(tool: BoundTool, question: str, part: str, meaning: Meaning) -> dict[str, Value]:
    if question == part:
        return {}
    slots = [slot for slot in tool.slots if slot.kind in _MAY_BE_LENT and not is_step(slot)]
    return dict(values(fill(slots, question, meaning)))


def _told_again(conversation: Conversation, tool: BoundTool, given: Mapping[str, Value]) -> dict[str, Value]:
    """Callers who tell the same fault again, when its steps are over or under way, say that they did not help."""
    step = next((slot for slot in tool.slots if is_step(slot) and "next" in slot.choices), None)
    last = conversation.used[-1] if conversation.used else None
    if step is None or last is None or last.tool != tool.name or last.turns_ago > _STEPS_STAY_TURNS:
        return {}
    goes_on = last.answer.offer is not None or last.answer.outcome is Outcome.NEEDS
    subject = tool.slots[0].name
    return {step.name: "next"} if goes_on and given.get(subject) == last.arguments.get(subject) else {}


def _likeliest(slot: Slot, part: str, meaning: Meaning) -> dict[str, Value]:
    """What is most likely described, once it is known that one of these things is."""
    choice, likeness = nearest(slot, part, meaning)
    return {slot.name: choice} if likeness >= _DESCRIBED and content_words(part) else {}


def _in_order(tool: BoundTool, arguments: Mapping[str, Value]) -> dict[str, Value]:
    return {slot.name: arguments[slot.name] for slot in tool.slots if slot.name in arguments}
