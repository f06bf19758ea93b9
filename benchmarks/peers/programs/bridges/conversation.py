"""The agents in livekit-agents' pipeline: the new turn in, the spoken words out."""

from contextlib import aclosing
from typing import Any
from uuid import uuid4

from livekit.agents import APIConnectOptions, llm
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, NotGivenOr

from domain.entities.reply import Words
from domain.interfaces.conversation import Conversation


class ConversationBridge(llm.LLM[str]):
    """Stands where a model stands. Memory is the conversation's: of the pipeline's own history, only the newest
    words of the caller are read.
    """

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self.conversation = conversation

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
        self._conversation = bridge.conversation

    async def _run(self) -> None:
        answer_id = uuid4().hex
        async with aclosing(self._conversation.reply(_newest_words(self._chat_ctx))) as parts:
            async for part in parts:
                if isinstance(part, Words):
                    delta = llm.ChoiceDelta(role="assistant", content=part.text)
                    self._event_ch.send_nowait(llm.ChatChunk(id=answer_id, delta=delta))


def _newest_words(history: llm.ChatContext) -> str:
    for item in reversed(history.items):
        if isinstance(item, llm.ChatMessage) and item.role == "user":
            return item.text_content or ""
    return ""
