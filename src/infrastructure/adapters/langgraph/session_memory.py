"""What the graph remembers of one session: its thread."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, cast

from langchain_core.messages import AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver

from application.graphs.builder import CallGraph
from application.graphs.edges.route import CLOSING
from application.graphs.history import heard_answer
from application.graphs.state import CallState, fenced
from domain.errors import StaleEpoch
from infrastructure.persistence.kept_behind import READ_ANEW

GREETING_ID = "greeting"


class SessionMemory:
    """Every access names its owner's epoch, and raises StaleEpoch when the session has a newer owner."""

    def __init__(self, graph: CallGraph, checkpointer: BaseCheckpointSaver[Any], session_id: str) -> None:
        self._graph = graph
        self._checkpointer = checkpointer
        self._session_id = session_id

    async def answer(self, epoch: int) -> None:
        """A run of the graph, which hears and answers the caller by `EXCHANGE`."""
        # The epoch comes first: it refuses an older owner before its words are kept.
        # Saved once, when all words are out or the run is ended: saving must not delay the first word.
        update, config = CallState(epoch=epoch), self._config(epoch)
        async for _ in self._graph.astream(update, config, stream_mode=[], durability="exit"):
            pass

    async def current(self, epoch: int) -> CallState:
        state = cast("CallState", (await self._graph.aget_state(self._config(epoch))).values)
        fenced(state.get("epoch", epoch), epoch)
        return state

    async def look_up(self, epoch: int) -> None:
        """Read it anew from where another owner may have kept it."""
        config = self._config(epoch)
        config.get("configurable", {}).update({"checkpoint_ns": "", READ_ANEW: True})
        await self._checkpointer.aget_tuple(config)

    async def add_heard(self, heard: str, greeting: str, epoch: int) -> CallState:
        """What the caller heard of the latest answer, or of the greeting when nothing was asked. What is there
        then.
        """
        state = await self.current(epoch)
        update = CallState(epoch=epoch, messages=[])
        if heard.strip():
            messages = state.get("messages", [])
            asked = any(isinstance(message, HumanMessage) for message in messages)
            said = state.get("said", "") if asked else greeting
            update["messages"] = [heard_answer(heard, said, _answer_id(messages))]
        await self._update(update, epoch)
        return await self.current(epoch)

    async def resume(self, words: str, said: str, epoch: int) -> None:
        """An answer that another owner had made: to these words, unless they are known already."""
        state = await self.current(epoch)
        asked = [message for message in state.get("messages", []) if isinstance(message, HumanMessage)]
        update = CallState(epoch=epoch, messages=[], said=said)
        if words and not (asked and asked[-1].text == words):
            update["messages"] = [HumanMessage(words)]
        await self._update(update, epoch)

    async def keep(self, said: HumanMessage, epoch: int) -> None:
        """The caller's words, wherever the run was ended; unless the session has a newer owner."""
        with suppress(StaleEpoch):
            await self._update(CallState(epoch=epoch, messages=[said]), epoch)

    async def restore(self, before: CallState, epoch: int) -> None:
        """As it was, unless the session has a newer owner, whose memory it is then."""
        try:
            await self.current(epoch)
        except StaleEpoch:
            return
        await self.forget()
        if before:
            await self._update(before, epoch)

    async def forget(self) -> None:
        await self._checkpointer.adelete_thread(self._session_id)

    async def _update(self, update: CallState, epoch: int) -> None:
        await self._graph.aupdate_state(self._config(epoch), update, as_node=CLOSING)

    def _config(self, epoch: int) -> RunnableConfig:
        """The epoch fences where memory is kept."""
        return {"configurable": {"thread_id": self._session_id, "epoch": epoch}}


def _answer_id(messages: Sequence[AnyMessage]) -> str:
    """One answer a turn: committed again, it takes the place of what was committed before."""
    asked = [message.id for message in messages if isinstance(message, HumanMessage)]
    return f"{asked[-1]}-heard" if asked else GREETING_ID
