"""Anthropic's chat models. Needs langchain-anthropic, which is optional: imported only where it is asked for."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from functools import cached_property
from typing import Any, cast

import anthropic
import httpx2
from anthropic._models import FinalRequestOptions
from langchain_anthropic import ChatAnthropic
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models.base import LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import PrivateAttr, SecretStr

from infrastructure.adapters.chat_models.anthropic_requests import as_anthropic_takes_them, tools_called
from infrastructure.adapters.connections import CONNECT_S, IDLE_S, READ_S

MOST_TOKENS = 4_096
"""Anthropic wants a limit. A spoken answer has a few hundred; the chain stops one that does not end."""

_CHOICES: Mapping[str | bool, str | dict[str, str]] = {True: "any", "required": "any", "none": {"type": "none"}}
"""Other vendors' words for `tool_choice`."""

_OPENED = 200
"""The status of an answer that broke after it had begun: the error came as one of its events."""


class AnthropicChatModel(ChatAnthropic):
    """Claude: fails fast, reports what it uses, takes conversations as Parley writes them. Only asynchronous.

    :raises OSError: the connection failed, or the answer broke off.
    :raises APIStatusError: of anthropic's; its answer says no.
    """

    _key: Callable[[], str] = PrivateAttr()

    def __init__(self, model: str, key: Callable[[], str], base_url: str) -> None:
        # The library wants a key at once; the client below asks for it each time.
        super().__init__(
            model_name=model,
            api_key=SecretStr("asked for each time"),
            base_url=base_url,
            max_retries=0,
            max_tokens_to_sample=MOST_TOKENS,
            stop=None,
            timeout=None,
        )
        self._key = key
        _ = self._async_client  # it reads modules and certificates, which no turn should wait for

    @cached_property
    def _async_client(self) -> anthropic.AsyncAnthropic:
        return _Client(self._key, str(self.anthropic_api_url))

    async def connect(self) -> None:
        """Open a connection before the first turn needs it, by the cheapest request there is.

        :raises AnthropicError: it cannot be opened, or the key is refused.
        """
        await self._async_client.models.list(limit=1)

    async def disconnect(self) -> None:
        """Close its connections."""
        await self._async_client.close()

    def bind_tools(
        self,
        tools: Sequence[Any],
        *,
        tool_choice: str | bool | Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """:param tool_choice: as OpenAI has it, or as Anthropic has it."""
        known = isinstance(tool_choice, (str, bool)) and tool_choice in _CHOICES
        choice: Any = _CHOICES[cast("str | bool", tool_choice)] if known else tool_choice
        return super().bind_tools(tools, tool_choice=choice or None, **kwargs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        with _told():
            taken = as_anthropic_takes_them(messages)
            return await super()._agenerate(taken, stop, run_manager, **_with_tools(messages, kwargs))

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        with _told():
            taken = as_anthropic_takes_them(messages)
            stream = super()._astream(taken, stop, run_manager, **_with_tools(messages, kwargs))
            async with aclosing(cast("AsyncGenerator[ChatGenerationChunk]", stream)) as chunks:
                async for chunk in chunks:
                    yield chunk


class _Client(anthropic.AsyncAnthropic):
    """Asks for the key before each request, in a thread: a new key needs no restart."""

    def __init__(self, key: Callable[[], str], base_url: str) -> None:
        timeout = httpx2.Timeout(READ_S, connect=CONNECT_S)
        limits = httpx2.Limits(keepalive_expiry=IDLE_S)
        http_client = anthropic.DefaultAsyncHttpxClient(timeout=timeout, limits=limits)
        super().__init__(api_key="", base_url=base_url, max_retries=0, timeout=timeout, http_client=http_client)
        self._key = key

    async def _prepare_options(self, options: FinalRequestOptions) -> FinalRequestOptions:
        self.api_key = await asyncio.to_thread(self._key)
        return await super()._prepare_options(options)


def _with_tools(messages: Sequence[BaseMessage], options: dict[str, Any]) -> dict[str, Any]:
    """Anthropic refuses calls and results of tools in a conversation when the request defines none."""
    called = [] if options.get("tools") else tools_called(messages)
    return {**options, "tools": called, "tool_choice": {"type": "none"}} if called else options


@contextmanager
def _told() -> Generator[None]:
    """What broke on the way in Python's own words: LangChain's and httpx2's classes are of no common kind."""
    try:
        yield
    except (anthropic.APIConnectionError, httpx2.TransportError) as error:
        raise ConnectionError(f"Anthropic cannot be reached: {type(error).__name__}") from error
    except anthropic.APIStatusError as error:
        if error.status_code == _OPENED:
            raise ConnectionError(f"Anthropic broke its answer off: {error.type}") from error
        raise
