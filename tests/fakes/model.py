"""A chat model that says what a test has written down for it, word by word, tool calls included."""

import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models.base import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolCallChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import PrivateAttr

Turn = str | tuple[str, dict[str, Any]] | Callable[[Sequence[BaseMessage]], "Turn"]
"""Words, a tool with its arguments, or what makes one of them of the messages."""


class ScriptedModel(BaseChatModel):
    """Takes one turn of the script each time that it is asked; the last one again when there is no more.

    :ivar script: the turns.
    """

    script: list[Any]
    _seen: list[list[BaseMessage]] = PrivateAttr(default_factory=list[list[BaseMessage]])
    _tools: list[Any] = PrivateAttr(default_factory=list[Any])

    @property
    def seen(self) -> list[list[BaseMessage]]:
        """What it was given, each time."""
        return self._seen

    @property
    def tools(self) -> list[Any]:
        return self._tools

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        self._tools = list(tools)
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        turn = self._next(messages)
        message = AIMessage(turn) if isinstance(turn, str) else _call(turn, len(self._seen))
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        turn = self._next(messages)
        text = turn.text if isinstance(turn, AIMessage) else turn
        if isinstance(text, str):
            for word in re.findall(r"\s*\S+", text):
                yield ChatGenerationChunk(message=AIMessageChunk(content=word))
        if isinstance(turn, str):
            return
        message = turn if isinstance(turn, AIMessage) else _call(turn, len(self._seen))
        for index, call in enumerate(message.tool_calls):
            chunk = ToolCallChunk(name=call["name"], args=_json(call["args"]), id=call["id"], index=index)
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[chunk]))

    def _next(self, messages: list[BaseMessage]) -> Any:
        turn = self.script[min(len(self._seen), len(self.script) - 1)]
        self._seen.append(messages)
        return turn(messages) if callable(turn) else turn


def _call(turn: tuple[str, dict[str, Any]], number: int) -> AIMessage:
    name, arguments = turn
    return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": f"call-{number}"}])


def _json(arguments: dict[str, Any]) -> str:

    return json.dumps(arguments)
