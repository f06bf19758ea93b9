"""Asks one model of a chain, under its deadlines."""

import asyncio
import json
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any, cast

from langchain_core.language_models.base import LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.runnables import Runnable, RunnableConfig

from infrastructure.adapters.chat_models.failures import AnswerBroke, TooLong, broke

LONGEST_ANSWER_WORDS = 2_000
"""A quarter of an hour of speech: a model that says more has lost its way."""

_LONGEST_ANSWER_CHARACTERS = 10 * LONGEST_ANSWER_WORDS
"""Garbage may have no blanks."""

_JITTER_S = (0.05, 0.25)
"""Before the second try: callers who failed together do not come back together."""


async def ask_patiently(
    model: Runnable[LanguageModelInput, AIMessage],
    messages: Sequence[BaseMessage],
    config: RunnableConfig | None,
    first_token_s: float,
    stall_s: float,
) -> AsyncGenerator[AIMessageChunk]:
    """`ask`, and once more when it broke before anything came, may pass, and the time to the first token allows.

    :raises AnswerBroke: as `ask`.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + first_token_s
    for may_retry in (True, False):
        came = False
        try:
            async with aclosing(ask(model, messages, config, deadline, stall_s)) as chunks:
                async for chunk in chunks:
                    came = True
                    yield chunk
        except AnswerBroke as failure:
            wait_s = random.uniform(*_JITTER_S) if failure.after_s is None else failure.after_s  # noqa: S311
            if came or not may_retry or not failure.is_passing or loop.time() + wait_s >= deadline:
                raise
            await asyncio.sleep(wait_s)
        else:
            return


async def ask(
    model: Runnable[LanguageModelInput, AIMessage],
    messages: Sequence[BaseMessage],
    config: RunnableConfig | None,
    deadline: float,
    stall_s: float,
) -> AsyncGenerator[AIMessageChunk]:
    """The chunks of an answer. Those that say something come at once; calls of tools come when all is there.

    Closed or cancelled, it closes the vendor's stream.

    :param deadline: for the first word or call, by the loop's clock.
    :raises AnswerBroke: what came before stands, but for calls: none came.
    """
    loop = asyncio.get_running_loop()
    calls, size, is_finished = list[AIMessageChunk](), _Size(), False
    stream = cast("AsyncGenerator[AIMessageChunk]", model.astream(list(messages), config))
    async with aclosing(stream):
        while True:
            until = loop.time() + stall_s if size.has_begun else deadline
            try:
                chunk = await _next(stream, until, began=size.has_begun)
            except AnswerBroke:
                if is_finished:
                    break  # All was said; what is missing is how much it cost.
                raise
            if chunk is None:
                break
            size.add(chunk)
            is_finished = is_finished or _says_it_is_over(chunk)
            if chunk.tool_call_chunks:
                calls.append(chunk)
            else:
                yield chunk
    if not all(map(_is_json, _arguments(calls))):
        raise AnswerBroke("its answer broke off in a tool call")
    for chunk in calls:
        yield chunk


def _arguments(calls: Sequence[AIMessageChunk]) -> list[str]:
    """Of each call, as written: LangChain completes what was cut off, and a call would be made with that."""
    written = dict[int | None, str]()
    for chunk in calls:
        for call in chunk.tool_call_chunks:
            written[call["index"]] = written.get(call["index"], "") + (call["args"] or "")
    return [arguments for arguments in written.values() if arguments]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


async def _next(stream: AsyncGenerator[AIMessageChunk], until: float, *, began: bool) -> AIMessageChunk | None:
    """None when there is no more."""
    patience = asyncio.timeout_at(until)
    try:
        async with patience:
            return await anext(stream)
    except StopAsyncIteration:
        return None
    except Exception as error:
        if patience.expired():
            what = "stalled in the middle of its answer" if began else "gave no first token in time"
            raise AnswerBroke(f"it {what}") from None
        raise broke(error) from error


class _Size:
    """How much an answer has said."""

    def __init__(self) -> None:
        self.has_begun = False
        self._words = 0
        self._characters = 0

    def add(self, chunk: AIMessageChunk) -> None:
        """:raises TooLong: it is too much."""
        made = "".join((chunk.text, *(call["args"] or "" for call in chunk.tool_call_chunks)))
        self.has_begun = self.has_begun or bool(made) or bool(chunk.tool_call_chunks)
        self._words += made.count(" ")
        self._characters += len(made)
        if self._words > LONGEST_ANSWER_WORDS or self._characters > _LONGEST_ANSWER_CHARACTERS:
            raise TooLong("its answer does not end")


def _says_it_is_over(chunk: AIMessageChunk) -> bool:
    """OpenAI's word for it, and Anthropic's."""
    told: dict[str, Any] = chunk.response_metadata
    return bool(told.get("finish_reason") or told.get("stop_reason"))
