"""What an answer has used, over all the providers that had a part in it."""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata

from application.graphs.usage import ASKED, USED, counted
from domain.entities.usage import Used


class Part:
    """One provider's part of an answer.

    :param asked: what it was given.
    """

    def __init__(self, provider: str, model: str, asked: Sequence[BaseMessage]) -> None:
        self._provider = provider
        self._model = model
        self._asked = asked
        self._whole: AIMessageChunk | None = None

    def add(self, chunk: AIMessageChunk) -> None:
        self._whole = chunk if self._whole is None else self._whole + chunk

    @property
    def text(self) -> str:
        return "" if self._whole is None else self._whole.text

    @property
    def has_begun(self) -> bool:
        """Whether it has said or called anything."""
        return self._whole is not None and bool(self._whole.text.strip() or self._whole.tool_call_chunks)

    @property
    def who(self) -> dict[str, Any]:
        """For the first chunk: all that is known when the answer is closed before its end."""
        return {ASKED: [{"provider": self._provider, "model": self._model}]}

    @property
    def usage(self) -> UsageMetadata | None:
        return None if self._whole is None else self._whole.usage_metadata

    def used(self) -> tuple[Used, ...]:
        """Nothing, when nothing came: who refuses takes no money."""
        if self._whole is None or not self.has_begun:
            return ()
        named = self._whole.response_metadata.get("model_name")
        return counted(self._provider, str(named or self._model), self._asked, self._whole)


def told(used: Sequence[Used]) -> dict[str, Any]:
    """For the last chunk."""
    return {USED: list(used)}
