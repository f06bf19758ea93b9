"""Child processes of a process that is full of threads.

uvloop starts a child by forking, and runs code of Python's in the child before the program replaces it. When a
thread of WebRTC's held a lock at that moment, the child waits for it for ever, and the parent for the child: with
16 calls it happened within seconds. `subprocess` has no such moment: it uses vfork, and C alone between the two.
"""

import asyncio
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass


async def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a program with pipes for its standard input and output. Its errors are not read.

    :raises OSError: it cannot be started.
    """
    starting = asyncio.get_running_loop().run_in_executor(None, _start, command)
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        starting.add_done_callback(_kill_when_started)
        raise


async def end(child: subprocess.Popen[bytes]) -> None:
    """Kill it, and wait until it is gone. When that is cancelled, its end is seen all the same."""
    child.kill()
    await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, child.wait))


@dataclass(frozen=True, slots=True)
class Pipes:
    """A child's standard output and input in the event loop."""

    output: asyncio.StreamReader
    input: asyncio.StreamWriter


async def open_pipes(child: subprocess.Popen[bytes], *, line_limit: int) -> Pipes:
    """When it is cancelled, the pipes are closed.

    :param line_limit: bytes that a line of its output may have.
    """
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
    return Pipes(reader, asyncio.StreamWriter(writing, protocol, None, loop))


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  # adapters name their own programs
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _kill_when_started(starting: asyncio.Future[subprocess.Popen[bytes]]) -> None:
    if not starting.cancelled() and starting.exception() is None:
        with starting.result() as child:
            child.kill()
