"""The node that answers: looks up what the question needs, and lets the model speak."""

from collections.abc import Awaitable, Callable, Sequence

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AnyMessage, SystemMessage
from langgraph.types import StreamWriter

from application.graphs.briefing import Briefing, write
from application.graphs.state import CallState
from domain.entities.reply import Words
from domain.entities.specialist import Specialist
from domain.errors import ModelFailed
from domain.interfaces.rag import KnowledgeBase

LONGEST_HISTORY = 40
"""Messages that the model reads of the conversation: some twenty turns, which is most calls whole."""

SpecialistNode = Callable[[CallState, StreamWriter], Awaitable[CallState]]


def answer_as(specialist: Specialist, knowledge: KnowledgeBase, model: BaseChatModel) -> SpecialistNode:
    async def answer(state: CallState, writer: StreamWriter) -> CallState:
        question = state.get("question", "")
        passages = knowledge.search(question, folders=specialist.knowledge)
        briefing = Briefing(question, specialist.description, tuple(passages))
        history = _latest(state["messages"])
        await _speak(model, [SystemMessage(write(specialist.prompt, briefing)), *history], writer)
        return CallState()

    return answer


def _latest(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    return list(messages[-LONGEST_HISTORY:])


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
