"""The port `AgentTeam`, carried out by the call graph."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver

from application.graphs.builder import CallGraph
from application.graphs.state import SILENCE
from domain.entities.reply import ModelUsed, ReplyPart
from domain.interfaces.agent import AgentTeam
from infrastructure.adapters.langgraph.conversation import Conversation, Patience, plain
from infrastructure.adapters.langgraph.session_memory import SessionMemory
from infrastructure.adapters.langgraph.summaries import Summaries

PATIENCE = Patience()


class LangGraphAgentTeam(AgentTeam):
    """Memory is the graph's checkpointer, one thread a session.

    Of one session, the newest wins: a `reply`, `commit` or `forget` ends a reply that is still being made, whose
    iterator then simply ends. The graph's run and the adding of what was heard never mix: one waits for the other.
    What a reply that was interrupted has used, and a summary, comes first in the next reply.

    :param connect: opens connections to the models.
    """

    def __init__(
        self,
        graph: CallGraph,
        checkpointer: BaseCheckpointSaver[Any],
        greeting: str,
        summaries: Summaries,
        *,
        patience: Patience = PATIENCE,
        connect: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._graph = graph
        self._checkpointer = checkpointer
        self._greeting = greeting
        self._summaries = summaries
        self._patience = patience
        self._connect = connect
        self._conversations: dict[str, Conversation] = {}

    @property
    def greeting(self) -> str:
        return self._greeting

    async def warm(self) -> None:
        if self._connect is not None:
            await self._connect()

    async def listen(self, session_id: str, *, epoch: int) -> None:
        await self._conversation(session_id).listen(epoch)

    async def prepare(self, session_id: str, utterance: str, *, epoch: int) -> None:
        await self._conversation(session_id).prepare(utterance, epoch)

    def reply(self, session_id: str, utterance: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        return self._conversation(session_id).reply(utterance, epoch)

    def silence(self, session_id: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        return self._conversation(session_id).reply(SILENCE, epoch)

    async def commit(self, session_id: str, heard: str, *, epoch: int) -> None:
        conversation = self._conversation(session_id)
        await conversation.stop()
        async with conversation.lock:
            state = await self._memory(session_id).add_heard(heard, self._greeting, epoch)
            conversation.tell_later()
            self._summaries.consider(session_id, state, conversation.lock)

    async def look_up(self, session_id: str, *, epoch: int) -> None:
        await self._memory(session_id).look_up(epoch)

    async def resume(self, session_id: str, utterance: str, said: str, *, epoch: int) -> None:
        conversation = self._conversation(session_id)
        await conversation.stop()
        async with conversation.lock:
            await self._memory(session_id).resume(plain(utterance), said, epoch)

    def untold(self, session_id: str) -> Sequence[ModelUsed]:
        return self._conversation(session_id).untold()

    async def forget(self, session_id: str) -> None:
        conversation = self._conversation(session_id)
        await conversation.stop()
        await self._summaries.drop(session_id)
        async with conversation.lock:
            await self._memory(session_id).forget()
        self._conversations.pop(session_id, None)

    def _conversation(self, session_id: str) -> Conversation:
        known = self._conversations.get(session_id)
        if known is None:
            memory = self._memory(session_id)
            known = self._conversations[session_id] = Conversation(session_id, memory, self._patience)
        return known

    def _memory(self, session_id: str) -> SessionMemory:
        return SessionMemory(self._graph, self._checkpointer, session_id)
