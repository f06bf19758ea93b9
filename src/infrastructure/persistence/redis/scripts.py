"""Steps that Redis takes as one."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from redis.asyncio import Redis

from domain.errors import StaleEpoch

_SOURCES = {path.name: path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.lua")}


class FencedStep:
    """A script that begins with the call's fence: the first key is its epoch's, the first arguments are the epoch
    that is offered and how long all of it is kept, in seconds.

    :param name: of the file beside this one.
    """

    def __init__(self, client: Redis, name: str) -> None:
        self._script = client.register_script(f"{_SOURCES['fence.lua']}\n{_SOURCES[name]}")

    async def __call__(self, keys: Sequence[str], epoch: int, ttl_s: int, *arguments: bytes | str | int) -> None:
        """:raises StaleEpoch: the call has a newer owner; nothing was written."""
        standing = cast("int | None", await self._script(keys=[*keys], args=[epoch, ttl_s, *arguments]))
        if standing is not None:
            raise StaleEpoch(epoch, standing)


def epoch_key(session_id: str) -> str:
    return f"parley:call:{session_id}:epoch"
