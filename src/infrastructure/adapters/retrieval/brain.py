"""The chat model that needs no key: it calls tools, and answers with sentences of the passages that it gets."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models.base import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call, tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field

from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.answering import Answer
from infrastructure.adapters.retrieval.deciding.responding import respond
from infrastructure.adapters.retrieval.deciding.toolset import read_tools
from infrastructure.adapters.retrieval.meaning import carried_meaning
from infrastructure.adapters.retrieval.phrasebook import NO_PHRASES, Phrasebook

LONGEST_SAID = 400
"""Characters, half a minute's talk. What may be typed, five times as much, takes up to 0.4 s to read."""
_WORD = re.compile(r"(?<!\s)\s*\S+(?:\s*$)?")


class RetrievalBrain(BaseChatModel):
    """Reads what any model is given (a briefing as the system message, the conversation, tools) and never invents.

    It understands by rules, by likeness, and by the tools' schemas. What it says is in a passage or in a
    tool's result, word for word. A message without a briefing gets the honest answer that it does not know.
    """

    meaning: Meaning = Field(default_factory=carried_meaning, exclude=True, repr=False)
    phrases: Phrasebook = Field(default=NO_PHRASES, exclude=True, repr=False)

    @property
    def _llm_type(self) -> str:
        return "parley-retrieval"

    @property
    def model_name(self) -> str:
        """What traces call it."""
        return self._llm_type

    def bind_tools(
        self,
        tools: Sequence[Any],
        *,
        tool_choice: str | bool | Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """:param tools: anything that LangChain can make a function of OpenAI's format of.
        :param tool_choice: `none`, `auto`, a tool's name, or `any`, `required` or True for whichever fits best.
        """
        functions = [convert_to_openai_tool(tool) for tool in tools]
        read_tools(functions, self.phrases)  # what is read is kept, so that the first caller does not wait for it
        self.phrases.read()
        return self.bind(tools=functions, tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        del stop, run_manager
        answer = self._answer(messages, kwargs)
        calls = [tool_call(name=call.tool, args=dict(call.arguments), id=_new_id()) for call in answer.calls]
        usage = _usage(messages, answer)
        message = AIMessage(
            answer.text, tool_calls=calls, usage_metadata=usage, response_metadata=self._about_itself()
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        del stop
        for chunk in self._streamed(messages, self._answer(messages, kwargs)):
            if run_manager is not None:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        del stop
        if _is_long(messages):
            answer = await asyncio.to_thread(self._answer, messages, kwargs)
        else:
            answer = self._answer(messages, kwargs)
        for chunk in self._streamed(messages, answer):
            if run_manager is not None:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    def _answer(self, messages: Sequence[BaseMessage], bound: Mapping[str, Any]) -> Answer:
        return respond(messages, bound.get("tools") or (), bound.get("tool_choice"), self.meaning, self.phrases)

    def _streamed(self, messages: Sequence[BaseMessage], answer: Answer) -> Iterator[ChatGenerationChunk]:
        """Words one by one, then each call in one piece, and the usage at the end."""
        for word in _WORD.findall(answer.text):
            yield ChatGenerationChunk(message=AIMessageChunk(content=word))
        for index, call in enumerate(answer.calls):
            made = tool_call_chunk(name=call.tool, args=_json(call.arguments), id=_new_id(), index=index)
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[made]))
        last = AIMessageChunk(
            content="",
            usage_metadata=_usage(messages, answer),
            response_metadata=self._about_itself(),
            chunk_position="last",
        )
        yield ChatGenerationChunk(message=last)

    def _about_itself(self) -> dict[str, Any]:
        return {"model_provider": "parley", "model_name": self.model_name}


def _is_long(messages: Sequence[BaseMessage]) -> bool:
    """Whether somebody has said more at once than anybody says: it takes a while, and other calls cannot wait."""
    return any(len(message.text) > LONGEST_SAID for message in messages if isinstance(message, HumanMessage))


def _json(arguments: Mapping[str, Any]) -> str:
    return json.dumps(dict(arguments), ensure_ascii=False)


def _new_id() -> str:
    return f"call_{uuid4().hex}"


def _usage(messages: Sequence[BaseMessage], answer: Answer) -> UsageMetadata:
    """Counted in words: there is no tokeniser, and nothing to pay for."""
    said = [answer.text, *(f"{call.tool} {_json(call.arguments)}" for call in answer.calls)]
    written = sum(len(text.split()) for text in said)
    read_words = sum(len(message.text.split()) for message in messages)
    return UsageMetadata(input_tokens=read_words, output_tokens=written, total_tokens=read_words + written)
