"""An open form: a call that lacked something, filled with what the caller says now."""

from collections.abc import Mapping

from domain.entities.tool import Value
from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.before import OTHER_FITS, Before, best_of_others
from infrastructure.adapters.retrieval.deciding.decision import Call
from infrastructure.adapters.retrieval.deciding.merging import left_over
from infrastructure.adapters.retrieval.deciding.ranking import Fit, values
from infrastructure.adapters.retrieval.deciding.stepping import next_step
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool
from infrastructure.adapters.retrieval.understanding.acts import is_question
from infrastructure.adapters.retrieval.understanding.descriptions import is_step
from infrastructure.adapters.retrieval.understanding.filling import Given, fill
from infrastructure.adapters.retrieval.understanding.slots import Slot, SlotKind

_HARD_TO_MISTAKE = frozenset([SlotKind.DIGITS, SlotKind.EMAIL])


def filled(form: Before, text: str, fit: Fit, meaning: Meaning) -> Call | None:
    """The form's call with what the words add; None when they are about something else."""
    asked = form.tool.slot(form.used.answer.missing)
    if asked is None:
        return None
    if is_step(asked):
        return next_step(form, asked, text, fit, meaning)
    given = fill(form.tool.slots, text, meaning, asked=asked.name)
    if asked.name in given and asked.kind in _HARD_TO_MISTAKE:
        return form.again(_whole(form, asked, values(given)))
    if asked.kind is SlotKind.TEXT and not is_question(text):
        return form.again({asked.name: text.strip()})
    if not given or _is_aside(form.tool, text, given, fit):
        return None
    if asked.name in given or not left_over(form.tool, text, given):
        return form.again(values(given))
    return None


def _whole(form: Before, asked: Slot, given: Mapping[str, Value]) -> dict[str, Value]:
    """With the first half of a code that came in two."""
    begun, now = str(form.used.arguments.get(asked.name, "")), str(given[asked.name])
    if asked.digits and begun and len(begun) + len(now) == asked.digits:
        return {**given, asked.name: begun + now}
    return dict(given)


def _is_aside(tool: BoundTool, text: str, given: Given, fit: Fit) -> bool:
    """Whether it is a question of its own that only happens to name a value."""
    if not left_over(tool, text, given) or (len(given) > 1 and not is_question(text)):
        return False
    least = OTHER_FITS if is_question(text) else OTHER_FITS + max(0.0, fit.score_of(tool))
    return best_of_others(tool, fit) > least
