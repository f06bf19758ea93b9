"""Keeps long conversations short, beside the call: nobody waits for it."""

import asyncio
import logging
from typing import cast

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.runnables import RunnableConfig

from application.graphs.builder import CallGraph
from application.graphs.edges.route import CLOSING
from application.graphs.state import CallState
from application.graphs.summary import replaced, summarise, too_old

logger = logging.getLogger(__name__)

PATIENCE_S = 20.0
"""A summary that takes longer is tried again after the next turn."""


class Summaries:
    """One summary of a session at a time. What cannot be summarised stays as it is, and is tried again later."""

    def __init__(self, graph: CallGraph, model: BaseChatModel) -> None:
        self._graph = graph
        self._model = model
        self._running: dict[str, asyncio.Task[None]] = {}

    def consider(self, session_id: str, state: CallState, lock: asyncio.Lock) -> None:
        """Begin one when the conversation has become too long. Returns at once.

        :param lock: held while the summary takes the place of the messages.
        """
        if session_id in self._running or not too_old(state):
            return
        task = asyncio.create_task(self._summarise(session_id, state, lock), name=f"call:{session_id}:summary")
        self._running[session_id] = task
        task.add_done_callback(lambda _: self._running.pop(session_id, None))

    async def drop(self, session_id: str) -> None:
        """End what is running for a session."""
        task = self._running.pop(session_id, None)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _summarise(self, session_id: str, state: CallState, lock: asyncio.Lock) -> None:
        old = too_old(state)
        try:
            async with asyncio.timeout(PATIENCE_S):
                summary = await summarise(self._model, state.get("summary", ""), old)
        except Exception as error:  # noqa: BLE001  (vendors differ; the conversation goes on without it)
            logger.warning("a conversation could not be summarised: %s", type(error).__name__)
            return
        thread: RunnableConfig = {"configurable": {"thread_id": session_id, "epoch": state.get("epoch", 1)}}
        async with lock:
            current = cast("CallState", (await self._graph.aget_state(thread)).values)
            kept = {message.id for message in current.get("messages", [])}
            if summary and all(message.id in kept for message in old):
                await self._graph.aupdate_state(thread, replaced(old, summary), as_node=CLOSING)
