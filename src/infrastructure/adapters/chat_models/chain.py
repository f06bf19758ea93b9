"""One answer by a chain of providers."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.runnables import RunnableConfig

from domain.entities.usage import Used
from domain.errors import ModelFailed
from infrastructure.adapters.chat_models.answerer import Answerer
from infrastructure.adapters.chat_models.asking import ask_patiently
from infrastructure.adapters.chat_models.continuing import Joint, continuation_request, is_whole
from infrastructure.adapters.chat_models.failures import AnswerBroke, TooLong
from infrastructure.adapters.chat_models.record import Part, told
from infrastructure.adapters.failover.leg import Leg, Provider

logger = logging.getLogger(__name__)

FIRST_TOKEN_S = 2.0
"""Small models give their first token within 0.3 to 0.8 s: one that takes longer has a bad day, and the caller
hears nothing meanwhile."""

LAST_FIRST_TOKEN_S = 6.0
"""Nobody comes after the last one: a late answer is better than none. With the 2 s before, a team waits 8 s."""


@dataclass(frozen=True)
class Request:
    """What every provider is asked.

    :ivar options: as LangChain's models take them, such as `tool_choice` and `stop`.
    """

    messages: Sequence[BaseMessage]
    tools: Sequence[Any] | None
    options: Mapping[str, Any]
    config: RunnableConfig | None


async def answer(leg: Leg[Answerer], request: Request, *, in_pieces: bool) -> AsyncGenerator[AIMessageChunk]:
    """The chunks of an answer; the last one says what was used.

    :param in_pieces: pass words as they come, and let the next provider go on where one breaks off. Otherwise
        nothing passes before an answer is whole, and each provider is asked anew.
    :raises ModelFailed: no provider could end it.
    """
    said, used, reasons = "", list[Used](), list[str]()
    for position, provider in enumerate(leg.willing(), 1):
        turn = _Turn(provider, request, said, is_last=position == len(leg.providers))
        try:
            async with aclosing(turn.chunks() if in_pieces else turn.whole()) as chunks:
                async for chunk in chunks:
                    said += chunk.text
                    yield chunk
        except TooLong as failure:
            reasons.append(_failed(provider, failure))
            used += turn.part.used()
            if not said:
                continue
        except AnswerBroke as failure:
            reasons.append(_failed(provider, failure))
            used += turn.part.used()
            continue
        except (GeneratorExit, asyncio.CancelledError):
            if turn.part.has_begun:
                provider.breaker.succeeded()
            raise
        else:
            provider.breaker.succeeded()
            used += turn.part.used()
        yield _last(turn.part, used)
        return
    raise ModelFailed(f"no language model answered: {'; '.join(reasons) or 'there is none'}")


class _Turn:
    """One provider's try at an answer."""

    def __init__(self, provider: Provider[Answerer], request: Request, said: str, *, is_last: bool) -> None:
        self._answerer = provider.does
        self._said = said
        continues = bool(said) and self._answerer.continues
        self._messages = continuation_request(request.messages, said) if continues else list(request.messages)
        self._joint = Joint(said, continues=continues)
        self._model = self._answerer.bound(request.tools, request.options)
        self._config = request.config
        usual_s = LAST_FIRST_TOKEN_S if is_last else FIRST_TOKEN_S
        self._first_token_s = usual_s if self._answerer.first_token_s is None else self._answerer.first_token_s
        self.part = Part(provider.name, self._answerer.model_name, self._messages)

    async def whole(self) -> AsyncGenerator[AIMessageChunk]:
        for chunk in [chunk async for chunk in self.chunks()]:
            yield chunk

    async def chunks(self) -> AsyncGenerator[AIMessageChunk]:
        """Those that say or call something.

        :raises AnswerBroke: also when there is none.
        """
        who = self.part.who
        stall_s = self._answerer.stall_s
        parts = ask_patiently(self._model, self._messages, self._config, self._first_token_s, stall_s)
        async with aclosing(parts):
            async for chunk in parts:
                self.part.add(chunk)
                words = self._joint.feed(chunk.text)
                if words or chunk.tool_call_chunks:
                    yield _made(words, chunk, who)
                    who = {}
        if not self.part.has_begun and not is_whole(self._said):
            raise AnswerBroke("it answered without a word")
        if words := self._joint.finish():
            yield AIMessageChunk(content=words, response_metadata=who)


def _made(words: str, chunk: AIMessageChunk, metadata: dict[str, Any]) -> AIMessageChunk:
    """What is common to all vendors, so that the parts of several add up."""
    return AIMessageChunk(content=words, tool_call_chunks=chunk.tool_call_chunks, response_metadata=metadata)


def _last(part: Part, used: Sequence[Used]) -> AIMessageChunk:
    return AIMessageChunk(
        content="", usage_metadata=part.usage, response_metadata=told(used), chunk_position="last"
    )


def _failed(provider: Provider[Answerer], failure: AnswerBroke) -> str:
    """Tells the breaker and the log; gives it in words."""
    if failure.is_providers_fault:
        provider.breaker.failed()
    else:
        provider.breaker.succeeded()
    logger.warning("the model of %s is left for the next: %s", provider.name, failure.reason)
    return f"{provider.name}: {failure.reason}"
