"""Both ends of a channel in one process, over a real pair of sockets."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

from infrastructure.process.channel import Channel, Handler


@asynccontextmanager
async def channels(
    of_one: Mapping[str, Handler], of_other: Mapping[str, Handler]
) -> AsyncGenerator[tuple[Channel, Channel], None]:
    """:param of_one: what the other end may ask the first for."""
    ends = socket.socketpair()
    one, other = await Channel.over(ends[0], of_one), await Channel.over(ends[1], of_other)
    serving = [asyncio.create_task(each.serve()) for each in (one, other)]
    try:
        yield one, other
    finally:
        one.close()
        await asyncio.gather(*serving)
