"""The port `AgentTeam`, carried out by the call graph."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast
from weakref import WeakValueDictionary

from langchain_core.messages import AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver

from application.graphs.ahead import SURE, are_same_words, until_sure
from application.graphs.builder import CallGraph
from application.graphs.edges.route import CLOSING
from application.graphs.history import heard_answer
from application.graphs.state import SILENCE, CallState, fenced
from application.graphs.usage import UNTOLD
from domain.entities.reply import ModelUsed, ReplyPart
from domain.errors import ModelFailed, StaleEpoch
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
        self._guesses: dict[str, _Guess] = {}
        self._untold: dict[str, list[ModelUsed]] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def greeting(self) -> str:
        return self._greeting

    async def warm(self) -> None:
        if self._connect is not None:
            await self._connect()

    async def prepare(self, session_id: str, utterance: str, *, epoch: int) -> None:
        guess = self._guesses.get(session_id)
        if session_id in self._runs or (guess is not None and guess.utterance == utterance):
            return
        await self._stop(session_id)
        sure, untold = asyncio.Event(), list[ModelUsed]()
        run = self._begin(session_id, utterance, epoch, untold, sure)
        self._guesses[session_id] = _Guess(utterance, run, sure, untold)

    def reply(self, session_id: str, utterance: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        return self._run(session_id, utterance, epoch)

    def silence(self, session_id: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        return self._run(session_id, SILENCE, epoch)

    async def _run(self, session_id: str, utterance: str, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        guess = self._begun(session_id, utterance)
        if guess is None:
            await self._stop(session_id)
        earlier = self.untold(session_id)
        untold = self._untold.setdefault(session_id, []) if guess is None else guess.untold
        run = self._begin(session_id, utterance, epoch, untold) if guess is None else guess.run
        self._runs[session_id] = run
        for part in earlier:
            yield part
        try:
            while (part := await self._next(run)) is not None:
                if isinstance(part, ModelUsed) and part in untold:
                    untold.remove(part)
                yield part
        finally:
            await run.stop()
            if guess is not None:
                self._untold.setdefault(session_id, []).extend(guess.untold)
            if self._runs.get(session_id) is run:
                del self._runs[session_id]

    async def commit(self, session_id: str, heard: str, *, epoch: int) -> None:
        await self._stop(session_id)
        async with self._lock(session_id):
            state = await self._current(session_id, epoch)
            update = CallState(epoch=epoch, messages=[])
            if heard.strip():
                messages = state.get("messages", [])
                asked = any(isinstance(message, HumanMessage) for message in messages)
                said = state.get("said", "") if asked else self._greeting
                update["messages"] = [heard_answer(heard, said, _answer_id(messages))]
            await self._graph.aupdate_state(_thread(session_id, epoch), update, as_node=CLOSING)
            UNTOLD.set(self._untold.setdefault(session_id, []))
            self._summaries.consider(session_id, await self._current(session_id, epoch), self._lock(session_id))

    async def resume(self, session_id: str, utterance: str, said: str, *, epoch: int) -> None:
        async with self._lock(session_id):
            state = await self._current(session_id, epoch)
            asked = [message for message in state.get("messages", []) if isinstance(message, HumanMessage)]
            words = _plain(utterance)
            update = CallState(epoch=epoch, messages=[], said=said)
            if words and not (asked and asked[-1].text == words):
                update["messages"] = [HumanMessage(words)]
            await self._graph.aupdate_state(_thread(session_id, epoch), update, as_node=CLOSING)

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

    def _begin(
        self,
        session_id: str,
        utterance: str,
        epoch: int,
        untold: list[ModelUsed],
        sure: asyncio.Event | None = None,
    ) -> Run:
        parts = self._answer(session_id, utterance, epoch, untold, sure)
        return Run(parts, self._lock(session_id), name=f"call:{session_id}:reply")

    def _begun(self, session_id: str, utterance: str) -> "_Guess | None":
        """A guess that was right."""
        guess = self._guesses.get(session_id)
        if guess is None or guess.run.has_failed or not are_same_words(guess.utterance, utterance):
            return None
        del self._guesses[session_id]
        guess.sure.set()
        return guess

    async def _answer(
        self,
        session_id: str,
        utterance: str,
        epoch: int,
        untold: list[ModelUsed],
        sure: asyncio.Event | None = None,
    ) -> AsyncGenerator[ReplyPart, None]:
        """:param untold: takes what models use, too.
        :param sure: what it is all taken back without; None when the caller has surely said so.
        """
        UNTOLD.set(untold)
        SURE.set(sure)
        before = await self._current(session_id, epoch) if sure is not None else CallState()
        # The epoch comes first: it refuses an older owner before its words are kept.
        turn = CallState(epoch=epoch, messages=[HumanMessage(_plain(utterance))])
        # Saved once, when all words are out or the run is ended: saving must not delay the first word.
        stream = self._graph.astream(turn, _thread(session_id, epoch), stream_mode="custom", durability="exit")
        try:
            async with aclosing(cast("AsyncGenerator[ReplyPart, None]", stream)) as parts:
                async for part in parts:
                    yield part
            await until_sure()
        finally:
            if sure is not None and not sure.is_set():
                await self._restore(session_id, before, epoch)

    async def _restore(self, session_id: str, before: CallState, epoch: int) -> None:
        """The memory as it was, unless the session has a newer owner, whose memory it is then."""
        try:
            await self._current(session_id, epoch)
        except StaleEpoch:
            return
        await self._checkpointer.adelete_thread(session_id)
        if before:
            await self._graph.aupdate_state(_thread(session_id, epoch), before, as_node=CLOSING)

    async def _current(self, session_id: str, epoch: int) -> CallState:
        """What is remembered, for an owner that has not been succeeded."""
        state = cast("CallState", (await self._graph.aget_state(_thread(session_id, epoch))).values)
        fenced(state.get("epoch", epoch), epoch)
        return state

    async def _next(self, run: Run) -> ReplyPart | None:
        try:
            async with asyncio.timeout(self._longest_silence_s):
                return await run.next()
        except TimeoutError as error:
            raise ModelFailed(f"the model gave no word for {self._longest_silence_s:g} s") from error

    async def _stop(self, session_id: str) -> None:
        if (guess := self._guesses.pop(session_id, None)) is not None:
            await guess.run.stop()
            self._untold.setdefault(session_id, []).extend(guess.untold)
        while (run := self._runs.pop(session_id, None)) is not None:
            await run.stop()

    def _lock(self, session_id: str) -> asyncio.Lock:
        return self._locks.setdefault(session_id, asyncio.Lock())


@dataclass(frozen=True, slots=True)
class _Guess:
    """An answer to what the caller has perhaps said.

    :ivar untold: what it has used.
    """

    utterance: str
    run: Run
    sure: asyncio.Event
    untold: list[ModelUsed]


def _thread(session_id: str, epoch: int) -> RunnableConfig:
    """The epoch fences where memory is kept."""
    return {"configurable": {"thread_id": session_id, "epoch": epoch}}


def _plain(utterance: str) -> str:
    """In single blanks, and no longer than anybody speaks in one breath."""
    return " ".join(utterance.split()[:LONGEST_UTTERANCE_WORDS])


def _answer_id(messages: Sequence[AnyMessage]) -> str:
    """One answer a turn: committed again, it takes the place of what was committed before."""
    asked = [message.id for message in messages if isinstance(message, HumanMessage)]
    return f"{asked[-1]}-heard" if asked else GREETING_ID
