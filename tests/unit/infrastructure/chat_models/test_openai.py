import asyncio
from collections.abc import AsyncIterator
from typing import Any, Self

import pytest
from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import Choice, ChoiceDelta
from pydantic import SecretStr

from infrastructure.adapters.chat_models.openai import open_openai


class Chunks:
    """Gives a chunk each time that it is allowed to: in the place of the vendor's requests."""

    def __init__(self) -> None:
        self.allowed = asyncio.Event()

    async def create(self, **_: Any) -> Self:
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def __aiter__(self) -> AsyncIterator[ChatCompletionChunk]:
        while await self.allowed.wait():
            self.allowed.clear()
            choice = Choice(index=0, delta=ChoiceDelta(content="word "))
            yield ChatCompletionChunk(
                id="1", choices=[choice], created=0, model="small-1", object="chat.completion.chunk"
            )


@pytest.mark.parametrize("steps", range(8))
async def test_a_cancellation_that_meets_a_chunk_is_not_lost(steps: int) -> None:
    model, chunks = open_openai("small-1", SecretStr("fake")), Chunks()
    model.async_client = chunks

    async def listen() -> None:
        async for _ in model.astream("Hello"):
            pass

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0.02)
    chunks.allowed.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    listening.cancel()

    await asyncio.wait([listening], timeout=0.5)
    assert listening.cancelled()
