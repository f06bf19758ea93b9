"""One decision for one question: a tool to call, words to say, or that it was not understood."""

import re

from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.arguments import arguments
from infrastructure.adapters.retrieval.deciding.before import Before
from infrastructure.adapters.retrieval.deciding.conversation import Conversation, Used
from infrastructure.adapters.retrieval.deciding.correcting import corrected
from infrastructure.adapters.retrieval.deciding.decision import Call, Decision, Nothing, Words
from infrastructure.adapters.retrieval.deciding.following import changed
from infrastructure.adapters.retrieval.deciding.forms import filled
from infrastructure.adapters.retrieval.deciding.memory import drops, latest, open_form, undoable
from infrastructure.adapters.retrieval.deciding.naming import resolved, with_last_named
from infrastructure.adapters.retrieval.deciding.ranking import Fit, rank
from infrastructure.adapters.retrieval.deciding.sense import (
    is_meant,
    is_strange,
    is_sum,
    makes_sense,
    names_unknown,
)
from infrastructure.adapters.retrieval.deciding.toolset import Toolset
from infrastructure.adapters.retrieval.deciding.wording import DROPPED, told
from infrastructure.adapters.retrieval.question import Question
from infrastructure.adapters.retrieval.understanding.acts import acts
from infrastructure.adapters.retrieval.words import content_words, tokens

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
_RETURNS = re.compile(
    r"^\W*(?:(?:okay|ok|so|well|right|now|and|then|going|coming)\W+)*back to (?:my|the|our) \w+\W+(?=\w+\W+\w+)",
    re.IGNORECASE,
)
"""What only names the subject that the caller returns to, before what is said of it."""

_LEADS_ON = re.compile(
    r"^\W*(?:(?:okay|ok|so|well|right)\W+)*(?:and|what about|how about|also|but)\b", re.IGNORECASE
)
_FOLLOWED_TURNS = 3


def decide(conversation: Conversation, toolset: Toolset, meaning: Meaning, part: str) -> Decision:
    """:param part: the caller's words, or one of several questions in them."""
    part = _RETURNS.sub("", part)
    form = _with_tool(open_form(conversation, toolset), toolset)
    if drops(part) and form is not None:
        return Words(DROPPED)
    effect = undoable(conversation, toolset)
    if effect is not None and effect.answer.undo is not None and _UNDO.search(part):
        return Call(effect.answer.undo.tool, dict(effect.answer.undo.arguments))
    question = _standing_alone(conversation, toolset, part)
    alone = resolved(conversation, toolset, part)
    fit = rank(toolset, part, _questions(question, part, alone), conversation.briefing.passages, meaning)
    last = _with_tool(latest(conversation, toolset, _FOLLOWED_TURNS), toolset)
    call = _of_before(form, last, part, fit, meaning)
    if call is not None and not _is_done(call, effect):
        return call
    if conversation.heard and _SAY_AGAIN.match(part):
        return Words(conversation.heard[-1])
    return _fresh(conversation, toolset, part, question, fit, meaning)


def _is_done(call: Call, effect: Used | None) -> bool:
    """Whether it would do once more what was done in this call."""
    return effect is not None and call == Call(effect.tool, dict(effect.arguments))


def _of_before(form: Before | None, last: Before | None, part: str, fit: Fit, meaning: Meaning) -> Call | None:
    """What the words make of an earlier call. What came after a form was opened is put right first."""
    if last is not None and form is not None and last.used is not form.used:
        call = corrected(last, part, fit, meaning)
        if call is not None:
            return call
    if form is not None and (call := filled(form, part, fit, meaning)) is not None:
        return call
    return (corrected(last, part, fit, meaning) or changed(last, part, fit, meaning)) if last is not None else None


def _with_tool(used: Used | None, toolset: Toolset) -> Before | None:
    tool = toolset.find(used.tool) if used is not None else None
    return Before(used, tool) if used is not None and tool is not None else None


def _standing_alone(conversation: Conversation, toolset: Toolset, part: str) -> str:
    """The question in full, with what the part before it, or the turn before it, was about."""
    whole = part == conversation.words
    question = conversation.question if whole else _with_subject(part, conversation.words)
    if _LEADS_ON.match(part) and question == part:
        return with_last_named(conversation, toolset, part)
    return question


def _with_subject(part: str, words: str) -> str:
    """A part that leans on the one before ("and what would that cost"), with what that was about."""
    before = words[: words.find(part)]
    if not before.strip() or not _POINTS_BACK.search(part):
        return part
    return f"{part} {' '.join(word for word in tokens(before) if content_words(word))}"


def _questions(question: str, part: str, alone: str) -> list[Question]:
    questions = [Question(question, new=part)]
    if alone != question:
        questions.append(Question(alone, new=part))
    return questions


def _fresh(
    conversation: Conversation, toolset: Toolset, part: str, question: str, fit: Fit, meaning: Meaning
) -> Decision:
    meant = part
    if "request" in acts(part) or max(fit.tool_score, fit.passage_score) <= 0:
        meant = resolved(conversation, toolset, part)
        if meant != part:
            fit = rank(toolset, meant, _questions(question, meant, meant), conversation.briefing.passages, meaning)
    tool = fit.tool
    if is_sum(part) or names_unknown(toolset, part, conversation.briefing.passages):
        return Nothing(makes_sense=True)
    least = 0.0 if tool is not None and is_meant(tool, meant) else max(0.0, fit.passage_score)
    if tool is not None and tool.score > least and not is_strange(tool, meant):
        return Call(tool.tool.name, arguments(conversation, tool, part, question, meaning))
    if fit.passage is not None and fit.passage.score > 0:
        return Words(told(fit.passage.candidate, fit.passage.question, conversation.heard))
    return Nothing(makes_sense=makes_sense(part))
