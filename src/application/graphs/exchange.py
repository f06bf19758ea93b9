"""What passes between a caller and the graph in one turn, which begins before it is sure what the caller says."""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from langchain_core.messages import HumanMessage

from domain.entities.reply import ReplyPart


class Exchange:
    """:param emit: takes each part of the answer, at once."""

    def __init__(self, emit: Callable[[ReplyPart], None]) -> None:
        self.emit = emit
        self._said = asyncio.get_running_loop().create_future()
        self._sure = asyncio.Event()

    @property
    def message(self) -> HumanMessage | None:
        """None while the caller has said nothing."""
        return self._said.result() if self._said.done() else None

    @property
    def is_sure(self) -> bool:
        return self._sure.is_set()

    def hear(self, words: str) -> None:
        """The caller has perhaps said this. Once a turn."""
        self._said.set_result(HumanMessage(words, id=str(uuid4())))

    def be_sure(self) -> None:
        """That was all."""
        self._sure.set()

    async def heard(self) -> HumanMessage:
        return await self._said

    async def until_sure(self) -> None:
        """Wait before anything that cannot be taken back."""
        await self._sure.wait()


EXCHANGE: ContextVar[Exchange] = ContextVar("exchange")
"""Of the run of the graph that asks for it."""


def emit(part: ReplyPart) -> None:
    """Hand out a part of the answer. On LangGraph's own stream it would take four steps of the loop."""
    EXCHANGE.get().emit(part)
