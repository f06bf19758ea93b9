"""Turns that begin before it is known what the caller says, or sure that it was all."""

import asyncio
from contextvars import ContextVar
from uuid import uuid4

from langchain_core.messages import HumanMessage


class Listening:
    """What the caller says in one turn, for the graph that answers it."""

    def __init__(self) -> None:
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


LISTENING: ContextVar[Listening] = ContextVar("listening")
"""Of the run of the graph that asks for it."""
