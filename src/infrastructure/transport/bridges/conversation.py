"""The agents in livekit-agents' pipeline: the new turn in, the spoken words out, and what was heard back."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import Any
from uuid import uuid4

from livekit.agents import APIConnectOptions, llm
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, NotGivenOr
from livekit.agents.voice.events import ConversationItemAddedEvent

from domain.entities.reply import SpecialistChosen
from domain.interfaces.conversation import Conversation

MS = 1000


class ConversationBridge(llm.LLM[str]):
    """Stands where a model stands. Memory is the conversation's: of the pipeline's own history, only the
    newest words of the caller are read.
    """

    def __init__(self, conversation: Conversation, *, on_specialist: Callable[[str], None]) -> None:
        super().__init__()
        self._conversation = conversation
        self._on_specialist = on_specialist
        self._reports: asyncio.Queue[_Report] = asyncio.Queue()

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,  # noqa: ARG002
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,  # noqa: ARG002
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,  # noqa: ARG002
    ) -> llm.LLMStream:
        return _Stream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)

    async def answer(self, utterance: str, emit: Callable[[str], None]) -> None:
        """Emit the words of the answer as they are made."""
        await self._reports.join()
        async with aclosing(self._conversation.reply(utterance)) as parts:
            async for part in parts:
                if isinstance(part, SpecialistChosen):
                    self._on_specialist(part.name)
                else:
                    emit(part.text)

    def item_added(self, event: ConversationItemAddedEvent) -> None:
        """An item of the pipeline's history: an answer enters it when it is over, as far as it was heard."""
        item = event.item
        if isinstance(item, llm.ChatMessage) and item.role == "assistant":
            latency_s = item.metrics.get("e2e_latency")
            self._reports.put_nowait(
                _Report(item.text_content or "", item.interrupted, None if latency_s is None else latency_s * MS)
            )

    async def report(self) -> None:
        """Tell the conversation what was heard, one answer after the other, until cancelled."""
        while True:
            report = await self._reports.get()
            try:
                await self._conversation.heard(
                    report.text, interrupted=report.interrupted, response_ms=report.response_ms
                )
            finally:
                self._reports.task_done()

    async def reported(self) -> None:
        """Until all that was heard has been told."""
        await self._reports.join()


class _Report:
    def __init__(self, text: str, interrupted: bool, response_ms: float | None) -> None:
        self.text = text
        self.interrupted = interrupted
        self.response_ms = response_ms


class _Stream(llm.LLMStream):
    def __init__(
        self,
        bridge: ConversationBridge,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool],
        conn_options: APIConnectOptions,
    ) -> None:
        super().__init__(bridge, chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)
        self._bridge = bridge
        self._answer_id = uuid4().hex

    async def _run(self) -> None:
        utterance = _newest_words(self._chat_ctx)
        if utterance:
            await self._bridge.answer(utterance, self._emit)

    def _emit(self, text: str) -> None:
        delta = llm.ChoiceDelta(role="assistant", content=text)
        self._event_ch.send_nowait(llm.ChatChunk(id=self._answer_id, delta=delta))


def _newest_words(history: llm.ChatContext) -> str:
    for item in reversed(history.items):
        if isinstance(item, llm.ChatMessage) and item.role == "user":
            return item.text_content or ""
    return ""
