"""What an utterance changes of an earlier call: an open form filled, a mistake put right, a detail added."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from domain.entities.tool import Outcome, Value
from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.conversation import Used
from infrastructure.adapters.retrieval.deciding.decision import Call
from infrastructure.adapters.retrieval.deciding.merging import left_over, merged, pair_of
from infrastructure.adapters.retrieval.deciding.ranking import Fit, values
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool
from infrastructure.adapters.retrieval.understanding.acts import is_question
from infrastructure.adapters.retrieval.understanding.codes import digits_in
from infrastructure.adapters.retrieval.understanding.corrections import corrected_code, corrected_email, corrects
from infrastructure.adapters.retrieval.understanding.descriptions import is_step, nearest
from infrastructure.adapters.retrieval.understanding.filling import Given, fill
from infrastructure.adapters.retrieval.understanding.polarity import is_plain, yes_or_no
from infrastructure.adapters.retrieval.understanding.slots import Slot, SlotKind
from infrastructure.adapters.retrieval.understanding.utterance import words_of
from infrastructure.adapters.retrieval.words import content_words

_HARD_TO_MISTAKE = frozenset([SlotKind.DIGITS, SlotKind.EMAIL])

_OTHER_FITS = 1.0
"""A side question that fits so well is answered, though its words would fill the form too."""

_STEP_SAID = 0.55
_STEP_SURE = 0.8
_STEP_GUESSED = 0.35
_FEW_CONTENT = 2
_LEADS_ON = re.compile(
    r"^\W*(?:(?:okay|ok|so|well|right|thanks|thank you|um|uh|oh|hm|yes|yeah|great|alright)\W+)*"
    r"(?:and|or|what about|how about|also|what if|if|but|then|with|for|even|only|just|plus|is (?:it|that)|would (?:it|that)"
    r"|what would|does (?:it|that)|how much)\b",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\bwhich (?:one|of (?:them|the two|those)|is|plan)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\b(?:it|it's|that|that's|this|one|ones|them|then)\b", re.IGNORECASE)
_FEW_WORDS = 4


@dataclass(frozen=True)
class Before:
    """An earlier call with the tool that it used."""

    used: Used
    tool: BoundTool

    def again(self, given: Mapping[str, Value]) -> Call:
        return Call(self.tool.name, merged(self.tool, self.used.arguments, given))


def filled(form: Before, text: str, fit: Fit, meaning: Meaning) -> Call | None:
    """The form's call with what the words add; None when they are about something else."""
    asked = form.tool.slot(form.used.answer.missing)
    if asked is None:
        return None
    if is_step(asked):
        return _next_step(form, asked, text, fit, meaning)
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
    if not is_question(text) and not (fit.tool is not None and fit.tool.tool.name != tool.name):
        return False
    return _best_of_others(tool, fit) > _OTHER_FITS and bool(left_over(tool, text, given))


def _next_step(form: Before, asked: Slot, text: str, fit: Fit, meaning: Meaning) -> Call | None:
    """What the caller says of a step. The same fault told again means that it did not help; another begins anew."""
    answer, few = yes_or_no(text), len(content_words(text)) <= _FEW_CONTENT
    choice, likeness = nearest(asked, text, meaning)
    if answer is not None and few and likeness < (_STEP_SURE if is_plain(text) else _STEP_SAID):
        return form.again({asked.name: "yes" if answer else "no"})
    aside = _best_of_others(form.tool, fit)
    if likeness >= _STEP_SAID and not (is_question(text) and aside > likeness + _OTHER_FITS):
        return form.again({asked.name: choice})
    own = max((each.score for each in fit.tools if each.tool.name == form.tool.name), default=0.0)
    if aside > max(_OTHER_FITS, own):
        return None
    about = values(fill(form.tool.slots[:1], text, meaning))
    if about:
        known = all(form.used.arguments.get(name) == value for name, value in about.items())
        return form.again({asked.name: "next"} if known and "next" in asked.choices else about)
    return form.again({asked.name: choice}) if likeness >= _STEP_GUESSED else None


def _best_of_others(tool: BoundTool, fit: Fit) -> float:
    """How well the words fit anything but this tool."""
    others = [each.score for each in fit.tools if each.tool.name != tool.name]
    return max([*others, fit.aside])


def corrected(before: Before, text: str, meaning: Meaning) -> Call | None:
    """The call with what the words put right; None when they put nothing right."""
    used, tool = before.used, before.tool
    for slot in tool.slots:
        old = used.arguments.get(slot.name)
        if not isinstance(old, str):
            continue
        if slot.kind is SlotKind.DIGITS and _may_correct(slot, text):
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
    return before.again(given) if changed and not (is_question(text) and not corrects(text)) else None


def _may_correct(slot: Slot, text: str) -> bool:
    """A code said again, or a digit of it named by its place."""
    digits = digits_in(words_of(text))
    if not digits:
        return False
    places = re.search(
        r"\b(?:first|second|third|fourth|fifth|sixth|last|end|ends|starts|begins)\b", text, re.IGNORECASE
    )
    return corrects(text) or places is not None


def changed(before: Before, text: str, fit: Fit, meaning: Meaning) -> Call | None:
    """The call with a detail that the words add or replace, as "and for ten seats" does."""
    given = fill(before.tool.slots, text, meaning)
    new = {name: found for name, found in given.items() if before.used.arguments.get(name) != found.value}
    if not new:
        return before.again({}) if _WHICH.search(text) and pair_of(before.tool) is not None else None
    rest = left_over(before.tool, text, given)
    best = fit.tool.tool.name if fit.tool is not None else ""
    leads = bool(_LEADS_ON.match(text))
    if is_question(text) and not leads and fit.aside > _OTHER_FITS and best != before.tool.name:
        return None
    if not rest and (leads or len(words_of(text)) <= 2 * _FEW_WORDS) and fit.passage_score < fit.tool_score + 3:
        return before.again(values(given))
    same = best == before.tool.name and fit.tool_score > fit.passage_score - _OTHER_FITS
    leans = leads or bool(_POINTS_BACK.search(text)) or before.tool.slots[0].name not in given
    return before.again(values(given)) if same and leans else None
