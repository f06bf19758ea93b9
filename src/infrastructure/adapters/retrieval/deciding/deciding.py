"""One decision for one question: a tool to call, words to say, or that it was not understood."""

import re
from collections.abc import Mapping

from domain.entities.tool import Outcome, Value
from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.conversation import Conversation
from infrastructure.adapters.retrieval.deciding.decision import Call, Decision, Nothing, Words
from infrastructure.adapters.retrieval.deciding.following import Before, changed, corrected, filled
from infrastructure.adapters.retrieval.deciding.memory import (
    carried,
    drops,
    latest,
    open_form,
    pointed_at,
    resolved,
    with_last_named,
)
from infrastructure.adapters.retrieval.deciding.merging import without_defaults
from infrastructure.adapters.retrieval.deciding.ranking import Fit, FittingTool, rank, values
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool, Toolset
from infrastructure.adapters.retrieval.deciding.wording import told
from infrastructure.adapters.retrieval.question import Question, named_in
from infrastructure.adapters.retrieval.understanding.acts import acts
from infrastructure.adapters.retrieval.understanding.descriptions import is_described, is_step, nearest
from infrastructure.adapters.retrieval.understanding.filling import fill
from infrastructure.adapters.retrieval.understanding.slots import Slot, SlotKind
from infrastructure.adapters.retrieval.words import content_words, is_circumstance, tokens

_SAY_AGAIN = re.compile(
    r"^\W*((sorry|pardon)( me)?\W*)?(what( did you say| was that)?"
    r"|((can|could|would) you )?(please )?(say|repeat) (that|it)"
    r"( again)?|say again|come again|once more|again|one more time|pardon|sorry)( please)?\W*$",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(it|its|that|this|they|them|those|these|one|ones)\b", re.IGNORECASE)
"""Words that mean nothing without an earlier turn: they are never answered by themselves."""

_UNDO = re.compile(
    r"\b(?:undo|revert|take (?:it|that) back|cancel (?:it|that|this)|changed? my mind|don't want (?:it|that)|"
    r"do not want (?:it|that)|call (?:it|that) off|reverse (?:it|that))\b",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|hundred) "
    r"(?:plus|minus|times|divided by|multiplied by) (?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|twenty|hundred)\b",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(
    r"^\W*(?:(?:okay|ok|so|well|right)\W+)*(?:and|what about|how about|also|but)\b", re.IGNORECASE
)
_TELLS = re.compile(
    r"^\W*(?:(?:so|well|but|and|um|uh|hello|hi|yes|no)\W+)*(?:i|we|i'm|i've|i'd|it's|there|there's|you)\b",
    re.IGNORECASE,
)
_DROPPED = "All right, we leave that. Is there anything else that I can do for you?"
_FOLLOWED_TURNS = 3
_UNDONE_TURNS = 6
_DESCRIBED = 0.4
_LIKE_ENOUGH = 0.5
"""For words that name nothing, such as "can you send someone"."""

_STRANGE = 0.5
"""Of the words, as many as that are known to no tool and no passage."""


def decide(conversation: Conversation, toolset: Toolset, meaning: Meaning, part: str) -> Decision:
    """:param part: the caller's words, or one of several questions in them."""
    form = _before(conversation, toolset, form=True)
    if drops(part) and form is not None:
        return Words(_DROPPED)
    if (undo := _undone(conversation, toolset, part)) is not None:
        return undo
    whole = part == conversation.words
    question = conversation.question if whole else _with_subject(part, conversation.words)
    if _LEADS_ON.match(part) and question == part:
        question = with_last_named(conversation, toolset, part)
    fit = rank(toolset, part, _questions(question, part), conversation.briefing.passages, meaning)
    last = _before(conversation, toolset, form=False)
    if last is not None and form is not None and last.used is not form.used:
        call = corrected(last, part, meaning)
        if call is not None:
            return call
    if form is not None and (call := filled(form, part, fit, meaning)) is not None:
        return call
    if conversation.heard and _SAY_AGAIN.match(part):
        return Words(conversation.heard[-1])
    if last is not None:
        call = corrected(last, part, meaning) or changed(last, part, fit, meaning)
        if call is not None:
            return call
    return _fresh(conversation, toolset, part, question, fit, meaning)


def _with_subject(part: str, words: str) -> str:
    """A part that leans on the one before ("and what would that cost"), with what that was about."""
    before = words[: words.find(part)]
    if not before.strip() or not _POINTS_BACK.search(part):
        return part
    return f"{part} {' '.join(word for word in tokens(before) if content_words(word))}"


def _questions(question: str, part: str) -> list[Question]:
    questions = [Question(question, new=part)]
    if not _POINTS_BACK.search(part) and question != part:
        questions.append(Question(part, new=part))
    return questions


def _before(conversation: Conversation, toolset: Toolset, *, form: bool) -> Before | None:
    used = open_form(conversation, toolset) if form else latest(conversation, toolset, _FOLLOWED_TURNS)
    tool = toolset.find(used.tool) if used is not None else None
    return Before(used, tool) if used is not None and tool is not None else None


def _undone(conversation: Conversation, toolset: Toolset, part: str) -> Call | None:
    """What takes the latest effect back, when the caller wants that."""
    for used in reversed(conversation.used):
        undo = used.answer.undo
        if used.turns_ago > _UNDONE_TURNS or used.answer.outcome is not Outcome.DONE:
            continue
        if undo is not None and toolset.find(undo.tool) is not None:
            taken_back = any(
                later.tool == undo.tool for later in conversation.used if later.turns_ago < used.turns_ago
            )
            if _UNDO.search(part) and not taken_back:
                return Call(undo.tool, dict(undo.arguments))
            return None
    return None


def _fresh(
    conversation: Conversation, toolset: Toolset, part: str, question: str, fit: Fit, meaning: Meaning
) -> Decision:
    if (max(fit.tool_score, fit.passage_score) <= 0 or "request" in acts(part)) and (
        meant := resolved(conversation, toolset, part)
    ) != part:
        with_name = rank(toolset, meant, _questions(question, meant), conversation.briefing.passages, meaning)
        fit = max(fit, with_name, key=lambda each: max(each.tool_score, each.passage_score))
    tool = fit.tool
    if _SUM.search(part):
        return Nothing(makes_sense=True)
    if tool is not None and tool.score > max(0.0, fit.passage_score) and not _is_strange(tool, toolset, part):
        return Call(tool.tool.name, _arguments(conversation, tool, part, question, meaning))
    if fit.passage is not None and fit.passage.score > 0:
        return Words(told(fit.passage.candidate, fit.passage.question, conversation.heard))
    return Nothing(makes_sense=_makes_sense(part))


def _is_strange(tool: FittingTool, toolset: Toolset, part: str) -> bool:
    """Whether it only looks like the tool, and is about something that nobody here knows."""
    if _names_unknown(tool, toolset, part) or (tool.strange >= _STRANGE and not tool.given):
        return True
    return tool.nearest < _LIKE_ENOUGH and all(is_circumstance(word) for word in content_words(part))


def _names_unknown(tool: FittingTool, toolset: Toolset, part: str) -> bool:
    """Whether another thing of the kind is named than there is: "the platinum plan"."""
    for slot in tool.tool.slots:
        if slot.kind is not SlotKind.CHOICE or is_described(slot) or slot.name in tool.given:
            continue
        for word in named_in(part):
            noun = re.search(rf"\b(?:the|a|an|your|my)\s+([a-z]+)\s+{re.escape(slot.name)}\b", part.lower())
            if (
                noun
                and content_words(noun[1]) == [word]
                and not is_circumstance(word)
                and word not in toolset.used_by
            ):
                return True
    return False


def _arguments(
    conversation: Conversation, fitting: FittingTool, part: str, question: str, meaning: Meaning
) -> Mapping[str, Value]:
    tool = fitting.tool
    given = {name: value for name, value in values(fitting.given).items() if not _is_later_step(tool, name)}
    given = {**given, **pointed_at(conversation, tool, part)}
    if question != part:
        meant = values(fill(tool.slots, question, meaning))
        given = {
            **{name: value for name, value in meant.items() if _is_clear(tool, name)},
            **given,
        }
    if tool.slots and is_described(tool.slots[0]) and tool.slots[0].name not in given:
        given |= _likeliest(tool.slots[0], part, meaning)
    given |= _told_again(conversation, tool, given)
    lent = carried(conversation, tool, given, part)
    return without_defaults(tool, _in_order(tool, {**lent, **given}), {})


def _told_again(conversation: Conversation, tool: BoundTool, given: Mapping[str, Value]) -> dict[str, Value]:
    """Who tells the same fault again, when its steps are over or under way, says that they did not help."""
    step = next((slot for slot in tool.slots if is_step(slot) and "next" in slot.choices), None)
    last = conversation.used[-1] if conversation.used else None
    if step is None or last is None or last.tool != tool.name or last.turns_ago > _FOLLOWED_TURNS:
        return {}
    goes_on = last.answer.offer is not None or last.answer.outcome is Outcome.NEEDS
    subject = tool.slots[0].name
    return {step.name: "next"} if goes_on and given.get(subject) == last.arguments.get(subject) else {}


def _likeliest(slot: Slot, part: str, meaning: Meaning) -> dict[str, Value]:
    """What is most likely described, once it is known that one of these things is."""
    choice, likeness = nearest(slot, part, meaning)
    return {slot.name: choice} if likeness >= _DESCRIBED and content_words(part) else {}


def _is_clear(tool: BoundTool, name: str) -> bool:
    """Whether it may be read from the words in full, of which some are of earlier turns: no codes, and no steps."""
    slot = tool.slot(name)
    return (
        slot is not None and not is_step(slot) and slot.kind in {SlotKind.CHOICE, SlotKind.YES_NO, SlotKind.COUNT}
    )


def _is_later_step(tool: BoundTool, name: str) -> bool:
    """What is said of a step means nothing before there was one."""
    slot = tool.slot(name)
    return slot is not None and is_step(slot)


def _in_order(tool: BoundTool, arguments: Mapping[str, Value]) -> dict[str, Value]:
    return {slot.name: arguments[slot.name] for slot in tool.slots if slot.name in arguments}


def _makes_sense(part: str) -> bool:
    """Whether it is built like something that a caller asks, wants or tells."""
    if not content_words(part):
        return False
    return bool(acts(part) - {"said"}) or bool(_TELLS.match(part))
