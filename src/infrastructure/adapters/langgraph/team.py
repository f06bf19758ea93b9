"""The port `AgentTeam`, carried out by the call graph."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any, cast
from weakref import WeakValueDictionary

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver

from application.graphs.builder import CallGraph
from application.graphs.edges.route import CLOSING
from application.graphs.state import SILENCE, CallState, fenced
from application.graphs.usage import UNTOLD
from domain.entities.reply import ModelUsed, ReplyPart
from domain.errors import ModelFailed
from domain.interfaces.agent import AgentTeam
from infrastructure.adapters.langgraph.run import Run
from infrastructure.adapters.langgraph.summaries import Summaries

LONGEST_UTTERANCE_WORDS = 250
"""Some two minutes of speech; of a longer text the beginning is answered."""

GREETING_ID = "greeting"


class LangGraphAgentTeam(AgentTeam):
    """Memory is the graph's checkpointer, one thread a session.

    Of one session, the newest wins: a `reply`, `commit` or `forget` ends a reply that is still being made, whose
    iterator then simply ends. The graph's run and the adding of what was heard never mix: one waits for the other.
    What a reply that was interrupted has used, and a summary, comes first in the next reply.

    :param longest_silence_s: how long the model may take to its next word, the first one included, before it
        counts as failed.
    :param connect: opens connections to the models.
    """

    def __init__(
        self,
        graph: CallGraph,
        checkpointer: BaseCheckpointSaver[Any],
        greeting: str,
        summaries: Summaries,
        *,
        longest_silence_s: float = 8.0,
        connect: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._graph = graph
        self._checkpointer = checkpointer
        self._greeting = greeting
        self._summaries = summaries
        self._longest_silence_s = longest_silence_s
        self._connect = connect
        self._runs: dict[str, Run] = {}
        self._untold: dict[str, list[ModelUsed]] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def greeting(self) -> str:
        return self._greeting

    async def warm(self) -> None:
        if self._connect is not None:
            await self._connect()

    def reply(self, session_id: str, utterance: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        return self._run(session_id, self._answer(session_id, utterance, epoch))

    def silence(self, session_id: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        return self._run(session_id, self._answer(session_id, SILENCE, epoch))

    async def _run(
        self, session_id: str, parts: AsyncGenerator[ReplyPart, None]
    ) -> AsyncGenerator[ReplyPart, None]:
        await self._stop(session_id)
        for part in self.untold(session_id):
            yield part
        untold = self._untold.setdefault(session_id, [])
        run = Run(parts, self._lock(session_id), name=f"call:{session_id}:reply")
        self._runs[session_id] = run
        try:
            while (part := await self._next(run)) is not None:
                if isinstance(part, ModelUsed) and part in untold:
                    untold.remove(part)
                yield part
        finally:
            await run.stop()
            if self._runs.get(session_id) is run:
                del self._runs[session_id]

    async def commit(self, session_id: str, heard: str, *, epoch: int) -> None:
        await self._stop(session_id)
        async with self._lock(session_id):
            state = await self._current(session_id, epoch)
            update = CallState(epoch=epoch, messages=[])
            if heard.strip():
                update["messages"] = [AIMessage(heard, id=_answer_id(state.get("messages", [])))]
            await self._graph.aupdate_state(_thread(session_id), update, as_node=CLOSING)
            UNTOLD.set(self._untold.setdefault(session_id, []))
            self._summaries.consider(session_id, await self._current(session_id, epoch), self._lock(session_id))

    def untold(self, session_id: str) -> Sequence[ModelUsed]:
        parts = self._untold.setdefault(session_id, [])
        given = tuple(parts)
        parts.clear()
        return given

    async def forget(self, session_id: str) -> None:
        await self._stop(session_id)
        await self._summaries.drop(session_id)
        async with self._lock(session_id):
            await self._checkpointer.adelete_thread(session_id)
        self._untold.pop(session_id, None)

    async def _answer(self, session_id: str, utterance: str, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        UNTOLD.set(self._untold.setdefault(session_id, []))
        await self._current(session_id, epoch)
        turn = CallState(messages=[HumanMessage(_plain(utterance))], epoch=epoch)
        # Saved once, when all words are out or the run is ended: saving must not delay the first word.
        stream = self._graph.astream(turn, _thread(session_id), stream_mode="custom", durability="exit")
        async with aclosing(cast("AsyncGenerator[ReplyPart, None]", stream)) as parts:
            async for part in parts:
                yield part

    async def _current(self, session_id: str, epoch: int) -> CallState:
        """What is remembered, for an owner that has not been succeeded."""
        state = cast("CallState", (await self._graph.aget_state(_thread(session_id))).values)
        fenced(state.get("epoch", epoch), epoch)
        return state

    async def _next(self, run: Run) -> ReplyPart | None:
        try:
            async with asyncio.timeout(self._longest_silence_s):
                return await run.next()
        except TimeoutError as error:
            raise ModelFailed(f"the model gave no word for {self._longest_silence_s:g} s") from error

    async def _stop(self, session_id: str) -> None:
        while (run := self._runs.pop(session_id, None)) is not None:
            await run.stop()

    def _lock(self, session_id: str) -> asyncio.Lock:
        return self._locks.setdefault(session_id, asyncio.Lock())


def _thread(session_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": session_id}}


def _plain(utterance: str) -> str:
    """In single blanks, and no longer than anybody speaks in one breath."""
    return " ".join(utterance.split()[:LONGEST_UTTERANCE_WORDS])


def _answer_id(messages: Sequence[AnyMessage]) -> str:
    """One answer a turn: committed again, it takes the place of what was committed before."""
    asked = [message.id for message in messages if isinstance(message, HumanMessage)]
    return f"{asked[-1]}-heard" if asked else GREETING_ID
