"""Speaking to Redis."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1
from importlib.resources import files
from types import TracebackType
from typing import Any, Literal, Self

from redis import __version__ as redis_version
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.driver_info import DriverInfo
from redis.exceptions import NoScriptError, RedisError

from control_plane.domain.errors import RegistryUnavailable

ANSWERS_WITHIN_S = 2.0
"""Redis is near and every step is short; who waits for it is a caller. Our own event loop may be late."""
LINES = 2
"""Redis takes one step at a time: more connections would only carry fewer steps each."""
MOST_TOGETHER = 64
"""Those behind them wait for as long as Redis takes for these."""


def _read_scripts() -> Mapping[str, str]:
    """By name. Those of a folder begin with its `_shared.lua`."""
    found: dict[str, str] = {}
    for folder in (files("control_plane.infrastructure.redis") / "scripts").iterdir():
        if folder.is_dir():
            shared = (folder / "_shared.lua").read_text()
            for file in folder.iterdir():
                if file.name.endswith(".lua"):
                    found[f"{folder.name}/{file.name.removesuffix('.lua')}"] = shared + file.read_text()
    return found


SCRIPTS = _read_scripts()
NAMES = {name: sha1(text.encode(), usedforsecurity=False).hexdigest() for name, text in SCRIPTS.items()}
"""By which Redis knows them, once it has run them."""


@dataclass(frozen=True, slots=True)
class _Step:
    script: str
    args: Sequence[bytes]
    answer: asyncio.Future[Any]


class RedisConnection:
    """One pool of connections. Leaving closes it.

    Steps that are wanted together go together: those that come while all lines are busy share the next round trip.
    Lost connections are tried once more at once: every step may be taken twice.

    :ivar redis: it may take for ever, but for connecting: whoever uses it sets a time.
    """

    def __init__(self, url: str) -> None:
        self.redis: Redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=None,  # a round trip has a time for all of it, and needs no timer for each answer
            socket_connect_timeout=ANSWERS_WITHIN_S,
            # Told here, as each connection otherwise looks it up on the disk.
            driver_info=DriverInfo(lib_version=redis_version),
            retry=Retry(ConstantBackoff(0), 1),
        )
        self._waiting: deque[_Step] = deque()
        self._busy_lines = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._tasks:
            await asyncio.wait(self._tasks)
        await self.redis.aclose()

    async def run(self, script: str, *args: str | float) -> Any:
        """One atomic step.

        Cancelling stops the waiting only.

        :raises RegistryUnavailable: no answer. The step may have been taken.
        """
        # Encoded here, as what cannot be encoded must not spoil the steps that it would have gone with.
        encoded = [str(arg).encode() for arg in args]
        step = _Step(script, encoded, asyncio.get_running_loop().create_future())
        self._waiting.append(step)
        if self._busy_lines < LINES:
            self._busy_lines += 1
            line = asyncio.create_task(self._serve(), name="redis:line")
            self._tasks.add(line)
            line.add_done_callback(self._tasks.discard)
        return await step.answer

    async def _serve(self) -> None:
        try:
            await self._serve_all()
        finally:
            # Here, and not when the task is seen to be done: nobody may come in between and rely on this line.
            self._busy_lines -= 1

    async def _serve_all(self) -> None:
        while self._waiting:
            count = min(MOST_TOGETHER, len(self._waiting))
            taken = [self._waiting.popleft() for _ in range(count)]
            steps = [step for step in taken if not step.answer.done()]
            try:
                async with asyncio.timeout(ANSWERS_WITHIN_S):
                    unknown = await self._take(steps, "EVALSHA", NAMES)
                    await self._take(unknown, "EVAL", SCRIPTS)
            except (RedisError, OSError) as error:
                # Those who wait would find the same, one round trip after the other.
                steps += self._waiting
                self._waiting.clear()
                for step in steps:
                    _fail(step, error)
            finally:
                for step in steps:
                    step.answer.cancel()

    async def _take(
        self, steps: Sequence[_Step], command: Literal["EVALSHA", "EVAL"], written: Mapping[str, str]
    ) -> Sequence[_Step]:
        """All in one round trip; returns those whose script Redis does not know yet."""
        if not steps:
            return ()
        async with self.redis.pipeline(transaction=False) as together:
            for step in steps:
                together.execute_command(command, written[step.script], 0, *step.args)
            answers: Sequence[Any] = await together.execute(raise_on_error=False)
        unknown: list[_Step] = []
        for step, answer in zip(steps, answers, strict=True):
            if isinstance(answer, NoScriptError):
                unknown.append(step)
            elif isinstance(answer, Exception):
                _fail(step, answer)
            elif not step.answer.done():
                step.answer.set_result(answer)
        return unknown


def _fail(step: _Step, error: Exception) -> None:
    if not step.answer.done():
        unavailable = RegistryUnavailable()
        unavailable.__cause__ = error
        step.answer.set_exception(unavailable)
