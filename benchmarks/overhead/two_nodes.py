"""LangGraph with nothing to do: a node that hands on, and one that asks the model."""

from collections.abc import AsyncIterator, Sequence
from typing import Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AnyMessage, BaseMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph  # pyright: ignore[reportMissingTypeStubs]
from langgraph.types import Command


class TwoNodes:
    """As its documentation has it. Nobody is routed, nothing is looked up or checked, but all is remembered."""

    def __init__(self, model: BaseChatModel) -> None:
        async def hand_on(state: MessagesState) -> Command[Literal["answer"]]:
            del state
            return Command(goto="answer")

        async def answer(state: MessagesState) -> MessagesState:
            return {"messages": [*state["messages"], await model.ainvoke(state["messages"])]}

        graph = StateGraph(MessagesState)
        graph.add_node("hand_on", hand_on)
        graph.add_node("answer", answer)
        graph.add_edge(START, "hand_on")
        self._graph = graph.compile(checkpointer=InMemorySaver())

    async def words(self, call: str, messages: Sequence[AnyMessage]) -> AsyncIterator[str]:
        """The answer's, as they come.

        :param call: whose memory the messages are added to.
        """
        config: RunnableConfig = {"configurable": {"thread_id": call}}
        given: MessagesState = {"messages": list(messages)}
        async for message, _ in self._graph.astream(given, config, stream_mode="messages"):
            if isinstance(message, BaseMessage):
                yield message.text
