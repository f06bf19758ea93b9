"""The chat model that goes on when a provider fails: the next one takes over, also in mid-sentence."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models.base import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr

from infrastructure.adapters.chat_models.answerer import Answerer
from infrastructure.adapters.chat_models.chain import Request, answer
from infrastructure.adapters.failover.leg import Leg


class FallbackChatModel(BaseChatModel):
    """Asks the providers of a leg one after the other, until an answer is whole.

    Words pass as they come. When an answer breaks off, the next provider goes on from there; words that it repeats
    are dropped. Tool calls pass when all are there, so none is half. Whole answers (`ainvoke`) are asked anew.
    What was used is in `response_metadata`: see `application.graphs.usage`. Only asynchronous.

    :raises ModelFailed: all have failed; its message says how each one did.
    """

    _leg: Leg[Answerer] = PrivateAttr()

    def __init__(self, leg: Leg[Answerer]) -> None:
        super().__init__()
        self._leg = leg

    @property
    def leg(self) -> Leg[Answerer]:
        """Who is asked."""
        return self._leg

    @property
    def _llm_type(self) -> str:
        return "parley-fallback"

    def bind_tools(
        self,
        tools: Sequence[Any],
        *,
        tool_choice: str | bool | Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Each provider gets them in its own form.

        :param tools: anything that LangChain can make a function of OpenAI's format of.
        """
        choice = {} if tool_choice is None else {"tool_choice": tool_choice}
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError("ask with ainvoke or astream: its deadlines need a running loop")

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        request = _request(messages, stop, run_manager, kwargs)
        async with aclosing(answer(self._leg, request, in_pieces=False)) as chunks:
            first, *others = [chunk async for chunk in chunks]
        return ChatResult(generations=[ChatGeneration(message=_message(sum(others, first)))])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        request = _request(messages, stop, run_manager, kwargs)
        async with aclosing(answer(self._leg, request, in_pieces=True)) as chunks:
            async for chunk in chunks:
                yield ChatGenerationChunk(message=chunk)


def _request(
    messages: Sequence[BaseMessage],
    stop: list[str] | None,
    run_manager: AsyncCallbackManagerForLLMRun | None,
    options: Mapping[str, Any],
) -> Request:
    stopping = {} if stop is None else {"stop": stop}
    others = {name: option for name, option in options.items() if name not in ("tools", "stream")}
    return Request(messages, options.get("tools"), {**others, **stopping}, _traced(run_manager))


def _traced(run_manager: AsyncCallbackManagerForLLMRun | None) -> RunnableConfig | None:
    """Each provider's run is named and tagged as the whole one; LangChain knows no run of a model in another's."""
    if run_manager is None:
        return None
    return RunnableConfig(tags=list(run_manager.tags), metadata=dict(run_manager.metadata))


def _message(whole: AIMessageChunk) -> AIMessage:
    return AIMessage(
        whole.content,
        tool_calls=whole.tool_calls,
        invalid_tool_calls=whole.invalid_tool_calls,
        usage_metadata=whole.usage_metadata,
        response_metadata=whole.response_metadata,
    )
