"""The node that answers: looks up what the question needs, and lets the model speak or choose a tool."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.language_models.base import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.runnables import Runnable, RunnableConfig

from application.graphs.briefing import Briefing, write
from application.graphs.checks.instructions import Confidential
from application.graphs.checks.speech import SpeechCheck, Unfounded
from application.graphs.history import tool_results, view
from application.graphs.outcomes import offered, put_first, with_topic
from application.graphs.prompts.shared import RULES
from application.graphs.questions import questions_in
from application.graphs.speaking import Spoken, speak
from application.graphs.state import CallState, TurnNode, utterance
from application.graphs.team_tools import REQUEST_HUMAN
from application.graphs.toolbox import Toolbox
from domain.entities.knowledge import Passage
from domain.entities.specialist import Specialist
from domain.entities.tool import ToolCall
from domain.interfaces.rag import KnowledgeBase

logger = logging.getLogger(__name__)

MOST_TOOL_ROUNDS = 4
"""After so many rounds of tools the model must answer: it goes in circles, and the caller waits."""

_FOR_THE_QUESTION = 5
_FOR_THE_WORDS = 3
"""The caller's own words are looked up as well, and each of their parts: what was made of them may be wrong."""

_ONCE_MORE = " Let me check that again. "
_GIVES_UP = "I would rather not guess that. A colleague can tell you: shall I get one?"
_CORRECTION = (
    "Your last answer held something that no tool and no passage gives ({kind}), so it was not spoken. Answer "
    "again, in one sentence, with what they do give; or say that you do not know."
)


@dataclass(frozen=True, slots=True)
class Answering:
    """What a specialist answers with."""

    specialist: Specialist
    knowledge: KnowledgeBase
    model: BaseChatModel
    toolbox: Toolbox


def answer_as(answering: Answering) -> TurnNode:
    specialist = answering.specialist
    confidential = Confidential([specialist.prompt.text, RULES.text])
    with_tools = _with_tools(answering)
    prompts = f"{specialist.name}@{specialist.prompt.version} rules@{RULES.version}"
    traced = RunnableConfig(metadata={"prompts": prompts})
    models = {True: with_tools.with_config(traced), False: answering.model.with_config(traced)}

    async def answer(state: CallState) -> CallState:
        passages = _passages(answering, state)
        messages: list[AnyMessage] = [_instructions(answering.specialist, state, passages), *view(state)]
        model = models[_rounds(state) < MOST_TOOL_ROUNDS]
        preface = state.get("preface", "")
        spoken = Spoken(specialist.name, preface, state.get("said", ""))
        for attempt in range(2):
            check = SpeechCheck(
                _evidence(messages, passages), [*_callers(messages), state.get("summary", "")], confidential
            )
            try:
                calls = await speak(model, messages, check, spoken)
            except Unfounded as unfounded:
                logger.warning("an answer was stopped: it held what nothing gives (%s)", unfounded.kind)
                messages = [*messages, SystemMessage(_CORRECTION.format(kind=unfounded.kind))]
                if attempt == 0 and spoken.has_begun:
                    spoken.add(_ONCE_MORE)
                continue
            return _answered(state, spoken, calls, passages)
        spoken.add(_GIVES_UP)
        offer = offered(ToolCall(REQUEST_HUMAN, {}), _GIVES_UP, specialist.name, state)
        update = CallState(said=state.get("said", "") + spoken.text, preface="")
        put_first(update, state, offer)
        return update

    return answer


def _with_tools(answering: Answering) -> Runnable[LanguageModelInput, AIMessage]:
    """The model with its specialist's tools; a model that takes none answers from the passages alone."""
    try:
        return answering.model.bind_tools(list(answering.toolbox.schemas))
    except NotImplementedError:
        logger.warning("the model takes no tools: %s answers from the knowledge alone", answering.specialist.name)
        return answering.model


def _answered(state: CallState, spoken: Spoken, calls: AIMessage | None, passages: Sequence[Passage]) -> CallState:
    update = CallState(said=state.get("said", "") + spoken.text)
    if spoken.has_begun:
        update["preface"] = ""
    if calls is not None:
        update["messages"] = [calls]
    elif not tool_results(state) and passages:
        update["topics"] = with_topic(state.get("topics", []), passages[0].title.partition(":")[0])
    return update


def _instructions(specialist: Specialist, state: CallState, passages: tuple[Passage, ...]) -> SystemMessage:
    briefing = Briefing(
        question=_question(state),
        can_help_with=specialist.description,
        passages=passages,
        summary=state.get("summary", ""),
        from_colleague=state.get("handover", ""),
    )
    return SystemMessage(write(specialist.prompt.text, briefing))


def _question(state: CallState) -> str:
    parts = state.get("parts", [])
    return parts[0]["question"] if parts else state.get("question", "")


def _passages(answering: Answering, state: CallState) -> tuple[Passage, ...]:
    knowledge, folders = answering.knowledge, answering.specialist.knowledge
    parts = state.get("parts", [])
    question, words = _question(state), parts[0]["words"] if parts else utterance(state)
    found = knowledge.search(question, folders=folders, limit=_FOR_THE_QUESTION)
    asked = [*([words] if words != question else []), *(part for part in questions_in(words) if part != words)]
    for part in asked:
        found += knowledge.search(part, folders=folders, limit=_FOR_THE_WORDS)
    return tuple({passage.source: passage for passage in reversed(found)}.values())[::-1]


def _rounds(state: CallState) -> int:
    start = state.get("part_from", 0)
    return sum(isinstance(message, AIMessage) for message in state.get("messages", [])[start:])


def _callers(messages: Sequence[AnyMessage]) -> list[str]:
    return [message.text for message in messages if isinstance(message, HumanMessage)]


def _evidence(messages: Sequence[AnyMessage], passages: Sequence[Passage]) -> list[str]:
    """What was found and answered in this call; nothing of what the model was told to be."""
    said = [message.text for message in messages if isinstance(message, (AIMessage, ToolMessage))]
    return [*said, *(f"{passage.title}\n{passage.text}" for passage in passages)]
