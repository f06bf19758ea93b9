"""Child processes of a process that is full of threads.

uvloop starts a child by forking, and runs code of Python's in the child before the program replaces it. When a
thread of WebRTC's held a lock at that moment, the child waits for it for ever, and the parent for the child: with
16 calls it happened within seconds. `subprocess` has no such moment: it uses vfork, and C alone between the two.
"""

import asyncio
import subprocess
from collections.abc import Sequence
from typing import Self


class ChildProcess:
    """A program that stays, and is spoken to by its standard input and output. Its errors are not read."""

    def __init__(
        self, child: subprocess.Popen[bytes], output: asyncio.StreamReader, input_: asyncio.StreamWriter
    ) -> None:
        self._child = child
        self._output = output
        self._input = input_

    @classmethod
    async def spawn(cls, command: Sequence[str], *, line_limit: int) -> Self:
        """When it is cancelled, nothing is left behind.

        :param line_limit: bytes that a line of its output may have.
        :raises OSError: it cannot be started.
        """
        child = await _started(command)
        try:
            return cls(child, *await _opened(child, line_limit))
        except BaseException:
            await _end(child)
            raise

    @property
    def is_running(self) -> bool:
        return self._child.poll() is None

    async def stop(self) -> None:
        """Kill it; it holds nothing that is worth waiting for. When that is cancelled, its end is seen all the
        same.
        """
        self._input.close()
        await _end(self._child)


async def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    starting = asyncio.get_running_loop().run_in_executor(None, _start, command)
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        starting.add_done_callback(_kill_when_started)
        raise


async def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, child.wait))


async def _opened(
    child: subprocess.Popen[bytes], line_limit: int
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Its output and input in the event loop. When that is cancelled, they are closed."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=line_limit)
    reading: asyncio.BaseTransport | None = None
    try:
        reading, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), child.stdout)
        writing, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, child.stdin)
    except BaseException:
        for pipe in (reading or child.stdout, child.stdin):
            if pipe is not None:
                pipe.close()
        raise
    return reader, asyncio.StreamWriter(writing, protocol, None, loop)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  # adapters name their own programs
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _kill_when_started(starting: asyncio.Future[subprocess.Popen[bytes]]) -> None:
    if not starting.cancelled() and starting.exception() is None:
        with starting.result() as child:
            child.kill()
