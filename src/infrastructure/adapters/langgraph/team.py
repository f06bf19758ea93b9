"""The port `AgentTeam`, carried out by the call graph."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any, cast
from weakref import WeakValueDictionary

from langchain_core.messages import AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver

from application.graphs.ahead import are_same_words
from application.graphs.builder import CallGraph
from application.graphs.edges.route import CLOSING
from application.graphs.history import heard_answer
from application.graphs.listening import LISTENING, Listening
from application.graphs.state import SILENCE, CallState, fenced
from application.graphs.usage import UNTOLD
from domain.entities.reply import ModelUsed, ReplyPart
from domain.errors import ModelFailed, StaleEpoch
from domain.interfaces.agent import AgentTeam
from infrastructure.adapters.langgraph.run import Run
from infrastructure.adapters.langgraph.summaries import Summaries
from infrastructure.persistence.kept_behind import READ_ANEW

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
    :param listens_s: how long a run waits for words; another one begins for those that come later.
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
        listens_s: float = 30.0,
        connect: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._graph = graph
        self._checkpointer = checkpointer
        self._greeting = greeting
        self._summaries = summaries
        self._longest_silence_s = longest_silence_s
        self._listens_s = listens_s
        self._connect = connect
        self._runs: dict[str, Run] = {}
        self._begun: dict[str, _Begun] = {}
        """That nobody reads yet: which listen, or answer what the caller has perhaps said."""
        self._untold: dict[str, list[ModelUsed]] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def greeting(self) -> str:
        return self._greeting

    async def warm(self) -> None:
        if self._connect is not None:
            await self._connect()

    async def listen(self, session_id: str, *, epoch: int) -> None:
        begun = self._begun.get(session_id)
        if session_id not in self._runs and (begun is None or begun.run.has_ended):
            begun = self._begun[session_id] = self._begin(session_id, epoch)
            begun.gives_up = asyncio.get_running_loop().call_later(self._listens_s, begun.run.cancel)

    async def prepare(self, session_id: str, utterance: str, *, epoch: int) -> None:
        begun = self._begun.get(session_id)
        if session_id in self._runs or (begun is not None and begun.utterance == utterance):
            return
        begun = await self._listening(session_id, epoch)
        begun.hear(utterance)
        self._begun[session_id] = begun

    def reply(self, session_id: str, utterance: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        return self._run(session_id, utterance, epoch)

    def silence(self, session_id: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        return self._run(session_id, SILENCE, epoch)

    async def _run(self, session_id: str, utterance: str, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        begun = self._guessed(session_id, utterance, epoch) or await self._listening(session_id, epoch)
        earlier = self.untold(session_id)
        begun.answer(utterance)
        run, untold = begun.run, begun.untold
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
            self._untold.setdefault(session_id, []).extend(untold)
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

    async def look_up(self, session_id: str, *, epoch: int) -> None:
        config = _thread(session_id, epoch)
        config.get("configurable", {}).update({"checkpoint_ns": "", READ_ANEW: True})
        await self._checkpointer.aget_tuple(config)

    async def resume(self, session_id: str, utterance: str, said: str, *, epoch: int) -> None:
        await self._stop(session_id)
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

    def _begin(self, session_id: str, epoch: int) -> "_Begun":
        listening, untold = Listening(), list[ModelUsed]()
        parts = self._answer(session_id, epoch, listening, untold)
        run = Run(parts, self._lock(session_id), name=f"call:{session_id}:reply")
        return _Begun(epoch, listening, run, untold)

    def _guessed(self, session_id: str, utterance: str, epoch: int) -> "_Begun | None":
        """What answers these words already."""
        begun = self._begun.get(session_id)
        if begun is None or begun.utterance is None or begun.epoch != epoch or begun.run.has_failed:
            return None
        return self._begun.pop(session_id) if are_same_words(begun.utterance, utterance) else None

    async def _listening(self, session_id: str, epoch: int) -> "_Begun":
        """What has heard nothing yet; everything else of the session ends."""
        begun = self._begun.get(session_id)
        if begun is None or begun.utterance is not None or begun.epoch != epoch or begun.run.has_ended:
            await self._stop(session_id)
            return self._begin(session_id, epoch)
        del self._begun[session_id]
        begun.keep()
        await self._stop(session_id)
        return begun

    async def _answer(
        self, session_id: str, epoch: int, listening: Listening, untold: list[ModelUsed]
    ) -> AsyncGenerator[ReplyPart, None]:
        """:param listening: what is answered; it is all taken back unless the caller has surely said so.
        :param untold: takes what models use, too.
        """
        UNTOLD.set(untold)
        LISTENING.set(listening)
        before = CallState() if listening.is_sure else await self._current(session_id, epoch)
        # The epoch comes first: it refuses an older owner before its words are kept.
        # Saved once, when all words are out or the run is ended: saving must not delay the first word.
        stream = self._graph.astream(
            CallState(epoch=epoch), _thread(session_id, epoch), stream_mode="custom", durability="exit"
        )
        try:
            async with aclosing(cast("AsyncGenerator[ReplyPart, None]", stream)) as parts:
                async for part in parts:
                    yield part
            await listening.until_sure()
        except BaseException:
            if not listening.is_sure:
                await self._restore(session_id, before, epoch)
            elif listening.message is not None:
                await self._keep(session_id, listening.message, epoch)
            raise

    async def _keep(self, session_id: str, said: HumanMessage, epoch: int) -> None:
        """The caller's words, wherever the run was ended; unless the session has a newer owner."""
        update = CallState(epoch=epoch, messages=[said])
        with suppress(StaleEpoch):
            await self._graph.aupdate_state(_thread(session_id, epoch), update, as_node=CLOSING)

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
        if (begun := self._begun.pop(session_id, None)) is not None:
            await begun.run.stop()
            self._untold.setdefault(session_id, []).extend(begun.untold)
        while (run := self._runs.pop(session_id, None)) is not None:
            await run.stop()

    def _lock(self, session_id: str) -> asyncio.Lock:
        return self._locks.setdefault(session_id, asyncio.Lock())


@dataclass(slots=True)
class _Begun:
    """A run of the graph.

    :ivar untold: what it has used.
    :ivar gives_up: listening.
    :ivar utterance: what it answers; None while it listens.
    """

    epoch: int
    listening: Listening
    run: Run
    untold: list[ModelUsed]
    gives_up: asyncio.TimerHandle | None = None
    utterance: str | None = None

    def keep(self) -> None:
        """It is about to hear something."""
        if self.gives_up is not None:
            self.gives_up.cancel()

    def hear(self, utterance: str) -> None:
        """What the caller has perhaps said."""
        self.utterance = utterance
        self.listening.hear(_plain(utterance))

    def answer(self, utterance: str) -> None:
        """What the caller has surely said."""
        self.listening.be_sure()
        if self.utterance is None:
            self.hear(utterance)


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
