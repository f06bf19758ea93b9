"""The node that answers: looks up what the question needs, and lets the model speak."""

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AnyMessage, SystemMessage
from langgraph.types import StreamWriter

from application.graphs.briefing import Briefing, write
from application.graphs.state import CallState, TurnNode, utterance
from domain.entities.knowledge import Passage
from domain.entities.reply import Words
from domain.entities.specialist import Specialist
from domain.errors import ModelFailed
from domain.interfaces.rag import KnowledgeBase

LONGEST_HISTORY = 40
"""Messages that the model reads of the conversation: some twenty turns, which is most calls whole."""

_FOR_THE_QUESTION = 4
_FOR_THE_WORDS = 2
"""The caller's own words are looked up as well: what they were taken to mean may be wrong."""


def answer_as(specialist: Specialist, knowledge: KnowledgeBase, model: BaseChatModel) -> TurnNode:
    async def answer(state: CallState, *, writer: StreamWriter) -> CallState:
        question = state.get("question", "")
        passages = _look_up(specialist, knowledge, question, utterance(state))
        briefing = Briefing(question, specialist.description, passages)
        instructions = SystemMessage(write(specialist.prompt, briefing))
        await _speak(model, [instructions, *state.get("messages", [])[-LONGEST_HISTORY:]], writer)
        return CallState()

    return answer


def _look_up(specialist: Specialist, knowledge: KnowledgeBase, question: str, words: str) -> tuple[Passage, ...]:
    found = knowledge.search(question, folders=specialist.knowledge, limit=_FOR_THE_QUESTION)
    if words != question:
        found += knowledge.search(words, folders=specialist.knowledge, limit=_FOR_THE_WORDS)
    return tuple({passage.source: passage for passage in reversed(found)}.values())[::-1]


async def _speak(model: BaseChatModel, messages: list[AnyMessage], writer: StreamWriter) -> None:
    """Only what is written here is heard: no other model call of the graph reaches the caller."""
    spoken = False
    try:
        async for chunk in model.astream(messages):
            if chunk.text:
                spoken = True
                writer(Words(chunk.text))
    except Exception as error:
        raise ModelFailed(f"the model failed to answer: {type(error).__name__}") from error
    if not spoken:
        raise ModelFailed("the model answered without a word")
