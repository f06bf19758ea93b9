"""The agents in livekit-agents' pipeline: the new turn in, the spoken words out, and what was heard back."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from livekit.agents import APIConnectOptions, llm
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, NotGivenOr
from livekit.agents.voice.events import ConversationItemAddedEvent

from application.talk.parting import Parting
from domain.entities.reply import Farewell, SpecialistChosen, Words
from domain.entities.session import EndReason
from domain.interfaces.conversation import Conversation

MS = 1000


SILENCE = llm.ChatContext.empty()
"""The history that asks for what is to be said because the caller says nothing."""


class ConversationBridge(llm.LLM[str]):
    """Stands where a model stands. Memory is the conversation's: of the pipeline's own history, only the
    newest words of the caller are read. A history without any means that the caller says nothing.

    :param parting: told of every goodbye that was heard to its end, and of every new turn.
    :param waited_s: how long the caller has waited for an answer, when it is begun.
    :param on_specialist: called with whoever answers, before the first word.
    :param on_answered: called when an answer has been made, or given up.
    """

    def __init__(
        self,
        conversation: Conversation,
        *,
        parting: Parting,
        waited_s: Callable[[], float],
        on_specialist: Callable[[SpecialistChosen], None],
        on_answered: Callable[[], None],
    ) -> None:
        super().__init__()
        self._conversation = conversation
        self._parting = parting
        self._waited_s = waited_s
        self._on_specialist = on_specialist
        self._on_answered = on_answered
        self._farewell: EndReason | None = None
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

    async def answer(self, utterance: str | None, emit: Callable[[str], None]) -> None:
        """Emit the words of the answer as they are made.

        :param utterance: None for a silence.
        """
        await self._reports.join()
        self._parting.call_goes_on()
        self._farewell = None
        has_words = False
        if utterance is None:
            answer = self._conversation.silence()
        else:
            answer = self._conversation.reply(utterance, waited_s=self._waited_s())
        try:
            async with aclosing(answer) as parts:
                async for part in parts:
                    match part:
                        case Words(text):
                            has_words = True
                            emit(text)
                        case SpecialistChosen():
                            self._on_specialist(part)
                        case Farewell(reason):
                            self._farewell = reason
                        case _:
                            pass  # the conversation has seen to it
        finally:
            self._on_answered()
        if self._farewell is not None and not has_words:  # then there is nothing to wait for
            self._parting.goodbye_heard(self._farewell)
            self._farewell = None

    def item_added(self, event: ConversationItemAddedEvent) -> None:
        """An item of the pipeline's history: an answer enters it when it is over, as far as it was heard."""
        item = event.item
        if isinstance(item, llm.ChatMessage) and item.role == "assistant":
            latency_s = item.metrics.get("e2e_latency")
            farewell, self._farewell = self._farewell, None
            self._reports.put_nowait(
                _Report(
                    text=item.text_content or "",
                    interrupted=item.interrupted,
                    response_ms=None if latency_s is None else latency_s * MS,
                    farewell=None if item.interrupted else farewell,
                )
            )

    async def report(self) -> None:
        """Tell the conversation what was heard, one answer after the other, until cancelled."""
        while True:
            report = await self._reports.get()
            try:
                await self._conversation.heard(
                    report.text, interrupted=report.interrupted, response_ms=report.response_ms
                )
                if report.farewell is not None:
                    self._parting.goodbye_heard(report.farewell)
            finally:
                self._reports.task_done()

    async def reported(self) -> None:
        """Until all that was heard has been told."""
        await self._reports.join()


@dataclass(frozen=True, slots=True)
class _Report:
    text: str
    interrupted: bool
    response_ms: float | None
    farewell: EndReason | None


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
        if utterance != "":
            await self._bridge.answer(utterance, self._emit)

    def _emit(self, text: str) -> None:
        delta = llm.ChoiceDelta(role="assistant", content=text)
        self._event_ch.send_nowait(llm.ChatChunk(id=self._answer_id, delta=delta))


def _newest_words(history: llm.ChatContext) -> str | None:
    """None when the caller has none in it."""
    for item in reversed(history.items):
        if isinstance(item, llm.ChatMessage) and item.role == "user":
            return item.text_content or ""
    return None
