"""What a caller says of a step that was to be tried."""

from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.before import OTHER_FITS, Before, best_of_others
from infrastructure.adapters.retrieval.deciding.decision import Call
from infrastructure.adapters.retrieval.deciding.ranking import Fit, values
from infrastructure.adapters.retrieval.understanding.acts import is_question
from infrastructure.adapters.retrieval.understanding.descriptions import nearest
from infrastructure.adapters.retrieval.understanding.filling import fill
from infrastructure.adapters.retrieval.understanding.polarity import is_plain, yes_or_no
from infrastructure.adapters.retrieval.understanding.slots import Slot
from infrastructure.adapters.retrieval.words import content_words

_STEP_SAID = 0.45
_STEP_SURE = 0.75
_STEP_GUESSED = 0.25
_FEW_CONTENT = 2
_FIRST_STEP, _NEXT_STEP = "begin", "next"


def next_step(form: Before, asked: Slot, text: str, fit: Fit, meaning: Meaning) -> Call | None:
    """What the caller says of a step. The same fault told again means that it did not help; another begins."""
    answer, few = yes_or_no(text), len(content_words(text)) <= _FEW_CONTENT
    choice, likeness = nearest(asked, text, meaning)
    if answer is not None and few and likeness < (_STEP_SURE if is_plain(text) else _STEP_SAID):
        return form.again({asked.name: "yes" if answer else "no"})
    if choice == _FIRST_STEP and likeness < _STEP_SURE:
        choice = _NEXT_STEP
    aside = best_of_others(form.tool, fit)
    if likeness >= _STEP_SAID and not (is_question(text) and aside > likeness + OTHER_FITS):
        return form.again({asked.name: choice})
    if aside > max(OTHER_FITS, fit.score_of(form.tool)):
        return None
    about = values(fill(form.tool.slots[:1], text, meaning))
    if about:
        known = all(form.used.arguments.get(name) == value for name, value in about.items())
        return form.again({asked.name: _NEXT_STEP} if known and _NEXT_STEP in asked.choices else about)
    return form.again({asked.name: choice}) if likeness >= _STEP_GUESSED else None
