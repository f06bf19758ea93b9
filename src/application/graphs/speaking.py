"""A model's words on their way to the caller."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any, cast

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.runnables import Runnable
from langgraph.types import StreamWriter

from application.graphs.checks.speech import SpeechCheck, Unfounded
from domain.entities.reply import Words
from domain.errors import ModelFailed


class Spoken:
    """Only what is written here is heard: no other model call of the graph reaches the caller.

    :param preface: said before the first word, if there is one.
    :param said: what was said of this answer before.
    """

    def __init__(self, writer: StreamWriter, preface: str = "", said: str = "") -> None:
        self._writer = writer
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
        self._writer(Words(words))


async def speak(
    model: Runnable[Any, Any], messages: Sequence[BaseMessage], check: SpeechCheck, spoken: Spoken
) -> AIMessage | None:
    """Let the model answer.

    :returns: the tools that it wants to call; None when it has answered.
    :raises Unfounded: what it went on to say has no ground; what is in `spoken` has been said.
    :raises ModelFailed: it broke, or gave neither a word nor a call.
    """
    whole: AIMessageChunk | None = None
    try:
        async with aclosing(cast("AsyncGenerator[AIMessageChunk, None]", model.astream(list(messages)))) as chunks:
            async for chunk in chunks:
                whole = chunk if whole is None else whole + chunk
                spoken.add(check.feed(chunk.text))
                if check.is_over:
                    break
        spoken.add(check.finish())
    except Unfounded:
        raise
    except Exception as error:
        raise ModelFailed(f"the model failed to answer: {type(error).__name__}") from error
    if whole is not None and whole.invalid_tool_calls:
        raise Unfounded("tool call that cannot be read", "")
    if whole is not None and whole.tool_calls:
        return AIMessage("", tool_calls=whole.tool_calls, id=whole.id)
    if not check.said:
        raise ModelFailed("the model answered without a word")
    return None
