"""A mistake in an earlier call, put right."""

import re

from domain.entities.tool import Outcome
from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.before import OTHER_FITS, Before, best_of_others
from infrastructure.adapters.retrieval.deciding.decision import Call
from infrastructure.adapters.retrieval.deciding.ranking import Fit, values
from infrastructure.adapters.retrieval.understanding.acts import is_question
from infrastructure.adapters.retrieval.understanding.codes import digits_in
from infrastructure.adapters.retrieval.understanding.corrected_codes import corrected_code
from infrastructure.adapters.retrieval.understanding.corrected_emails import corrected_email
from infrastructure.adapters.retrieval.understanding.corrections import corrects
from infrastructure.adapters.retrieval.understanding.filling import fill
from infrastructure.adapters.retrieval.understanding.slots import SlotKind
from infrastructure.adapters.retrieval.understanding.utterance import words_of

_PLACES = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth|last|end|ends|starts|begins)\b", re.IGNORECASE)
_OTHER_IS_SURE = 4.0


def corrected(before: Before, text: str, fit: Fit, meaning: Meaning) -> Call | None:
    """The call with what the words put right; None when they put nothing right."""
    used, tool = before.used, before.tool
    for slot in tool.slots:
        old = used.arguments.get(slot.name)
        if not isinstance(old, str):
            continue
        if slot.kind is SlotKind.DIGITS and _corrects_code(text):
            new = corrected_code(old, text, slot.digits)
        elif slot.kind is SlotKind.EMAIL and corrects(text):
            new = corrected_email(old, text)
        else:
            continue
        if new is not None:
            return before.again({slot.name: new})
    if not corrects(text) and used.answer.outcome is not Outcome.TO_CONFIRM:
        return None
    given = values(fill(tool.slots, text, meaning))
    changed = any(used.arguments.get(name, False) != value for name, value in given.items())
    return before.again(given) if changed and not _is_something_new(before, text, fit) else None


def _is_something_new(before: Before, text: str, fit: Fit) -> bool:
    """Whether it asks or wants another thing that only happens to name a value."""
    other = best_of_others(before.tool, fit)
    if is_question(text):
        return not corrects(text) or other > OTHER_FITS
    return fit.tool is not None and fit.tool.tool.name != before.tool.name and other > _OTHER_IS_SURE


def _corrects_code(text: str) -> bool:
    """A code said again, or a digit of it named by its place."""
    return bool(digits_in(words_of(text))) and (corrects(text) or _PLACES.search(text) is not None)
