"""A model's words on their way to the caller."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any, cast

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import add_ai_message_chunks
from langchain_core.runnables import Runnable

from application.graphs.checks.speech import LONGEST_ANSWER_WORDS, SpeechCheck, Unfounded
from application.graphs.exchange import emit
from application.graphs.usage import tell, used_for
from domain.entities.reply import Words
from domain.entities.usage import Used
from domain.errors import ModelFailed


class Spoken:
    """Only what is written here is heard: no other model call of the graph reaches the caller.

    :param specialist: who speaks.
    :param preface: said before the first word, if there is one.
    :param said: what was said of this answer before.
    """

    def __init__(self, specialist: str, preface: str = "", said: str = "") -> None:
        self._specialist = specialist
        self._preface = preface
        self._joins = bool(said) and not said[-1].isspace()
        self.text = ""

    @property
    def has_begun(self) -> bool:
        return bool(self.text)

    def add(self, words: str) -> None:
        if not words:
            return
        if self._preface:
            words, self._preface = f"{self._preface} {words}", ""
        if self._joins and not words[0].isspace():
            words = f" {words}"
        self._joins = False
        self.text += words
        emit(Words(words))

    def cost(self, used: tuple[Used, ...]) -> None:
        """Tell what the model has used for these words, or for others that were not let through."""
        tell(self._specialist, used)


LONGEST_SENTENCE_WORDS = 2 * LONGEST_ANSWER_WORDS
"""Nobody can follow it: an answer without an end of a sentence is cut here."""


async def speak(
    model: Runnable[Any, Any], messages: Sequence[BaseMessage], check: SpeechCheck, spoken: Spoken
) -> AIMessage | None:
    """Let the model answer.

    :returns: the tools that it wants to call; None when it has answered.
    :raises Unfounded: what it went on to say has no ground; what is in `spoken` has been said.
    :raises ModelFailed: it broke, or gave neither a word nor a call.
    """
    answer = list[AIMessageChunk]()
    try:
        async with aclosing(cast("AsyncGenerator[AIMessage, None]", model.astream(list(messages)))) as chunks:
            async for chunk in chunks:
                answer.append(_as_chunk(chunk))
                spoken.add(check.feed(chunk.text))
                await asyncio.sleep(0)  # the words go out before the rest of what came with them is read
                if check.is_over or _goes_on_and_on(check):
                    break
        spoken.add(check.finish())
        whole = _put_together(answer)
    except Unfounded:
        raise
    except Exception as error:
        raise ModelFailed(f"the model failed to answer: {type(error).__name__}") from error
    finally:
        _tell_cost(messages, answer, spoken)
    if whole.invalid_tool_calls:
        raise Unfounded("tool call that cannot be read")
    if whole.tool_calls:
        return AIMessage("", tool_calls=whole.tool_calls, id=whole.id)
    if not check.said:
        raise ModelFailed("the model answered without a word")
    return None


def _as_chunk(part: AIMessage) -> AIMessageChunk:
    """A model that does not stream gives its answer whole."""
    return part if isinstance(part, AIMessageChunk) else AIMessageChunk(**part.model_dump(exclude={"type"}))


def _put_together(answer: Sequence[AIMessageChunk]) -> AIMessageChunk:
    return add_ai_message_chunks(AIMessageChunk(content=""), *answer)


def _tell_cost(messages: Sequence[BaseMessage], answer: Sequence[AIMessageChunk], spoken: Spoken) -> None:
    """Also of an answer that broke, or that a vendor's parts do not make: by its words then."""
    if not answer:
        return
    try:
        whole = _put_together(answer)
    except Exception:  # noqa: BLE001  (vendors differ)
        whole = AIMessageChunk(content="".join(part.text for part in answer))
    spoken.cost(used_for(messages, whole))


def _goes_on_and_on(check: SpeechCheck) -> bool:
    return check.said.count(" ") > LONGEST_SENTENCE_WORDS
