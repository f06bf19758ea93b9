"""The whole answer to a message: its questions decided one by one, then tools called, or words said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from application.graphs.tool_messages import ToolAnswer
from domain.entities.tool import Outcome
from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.conversation import Conversation, Used
from infrastructure.adapters.retrieval.deciding.deciding import decide
from infrastructure.adapters.retrieval.deciding.decision import Call, Decision, Nothing, Words
from infrastructure.adapters.retrieval.deciding.parts import last_question_in, parts_of
from infrastructure.adapters.retrieval.deciding.toolset import Toolset
from infrastructure.adapters.retrieval.deciding.wording import does_not_know, joined

ASK_AGAIN = "ask_again"


@dataclass(frozen=True, slots=True)
class Answer:
    """Tool calls, or else words."""

    calls: tuple[Call, ...] = ()
    text: str = ""


def answer(conversation: Conversation, toolset: Toolset, meaning: Meaning) -> Answer:
    if conversation.results:
        return Answer(text=_told(conversation, toolset, meaning))
    decisions = _decisions(conversation, toolset, meaning)
    calls = tuple(_once(decisions))
    if calls:
        return Answer(calls=calls)
    said = [decision.text for decision in decisions if isinstance(decision, Words)]
    if said:
        return Answer(text=" ".join(dict.fromkeys(said)))
    makes_sense = any(decision.makes_sense for decision in decisions if isinstance(decision, Nothing))
    if not makes_sense and toolset.find(ASK_AGAIN) is not None:
        return Answer(calls=(Call(ASK_AGAIN),))
    return Answer(text=does_not_know(conversation.briefing))


def _told(conversation: Conversation, toolset: Toolset, meaning: Meaning) -> str:
    """What the tools say, and in its place what the caller asked beside."""
    results = list(conversation.results)
    decisions = _decisions(conversation, toolset, meaning)
    calls = _once(decisions)
    if [call.tool for call in calls] != [tool for tool, _ in results]:
        return joined([(result.say, result.outcome) for _, result in results])
    of_call = {position: result for position, (_, result) in enumerate(results)}
    said = list[tuple[str, Outcome]]()
    for decision in decisions:
        if isinstance(decision, Words):
            said.append((decision.text, Outcome.DONE))
        elif isinstance(decision, Call):
            result = of_call[calls.index(decision)]
            said.append((result.say, result.outcome))
    return joined(said)


def _decisions(conversation: Conversation, toolset: Toolset, meaning: Meaning) -> list[Decision]:
    """One for each question; the words as a whole where their parts do not stand alone."""
    parts = parts_of(conversation.words)
    if len(parts) > 1:
        decisions = list[Decision]()
        so_far = conversation
        for part in parts:
            decisions.append(decide(so_far, toolset, meaning, part))
            so_far = _with(so_far, decisions[-1], part)
        if not any(isinstance(decision, Nothing) for decision in decisions) and not _is_one(decisions):
            return decisions
    decision = decide(conversation, toolset, meaning, conversation.words)
    question = last_question_in(conversation.words)
    if not isinstance(decision, Nothing) or question == conversation.words:
        return [decision]
    return [decide(conversation, toolset, meaning, question)]


def _is_one(decisions: Sequence[Decision]) -> bool:
    """Whether two parts come to one call, of which each gives some arguments."""
    calls = [decision for decision in decisions if isinstance(decision, Call)]
    return any(
        one.tool == other.tool and _agree(one.arguments, other.arguments)
        for place, one in enumerate(calls)
        for other in calls[place + 1 :]
    )


def _agree(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    return all(one[name] == other[name] for name in one.keys() & other.keys()) and one != other


def _with(conversation: Conversation, decision: Decision, part: str) -> Conversation:
    """The conversation as the next part sees it: it may lean on the part before."""
    if not isinstance(decision, Call):
        return conversation
    used = Used(decision.tool, decision.arguments, ToolAnswer(Outcome.DONE, ""), 1, part)
    return replace(conversation, used=(*conversation.used, used))


def _once(decisions: Sequence[Decision]) -> list[Call]:
    """The calls, none twice."""
    found = list[Call]()
    for decision in decisions:
        if isinstance(decision, Call) and decision not in found:
            found.append(decision)
    return found
