"""The processes that the callers are in, as the benchmark sees them."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks.load.rhythm import question
from benchmarks.peers.side import token
from benchmarks.peers.tally import Tally
from benchmarks.processes import NotStarted
from parley.launch.livekit_server import LiveKitServer

IDENTITY = "caller"
PROCESSES = 2
"""As many all the time, however many callers there are: they share pages with the side that is weighed."""

STOP_GRACE_S = 10.0


class Callers:
    """Made by `callers`. One caller a room, each in the process that has the fewest."""

    def __init__(self, livekit: LiveKitServer, programs: Sequence["_Program"]) -> None:
        self._livekit = livekit
        self._programs = programs
        self._places: dict[str, _Program] = {}

    @property
    def processes(self) -> Sequence[psutil.Process]:
        return [psutil.Process(program.process.pid) for program in self._programs]

    async def enter(self, room: str, *, talks: bool) -> None:
        """With an open microphone.

        :param talks: whether anything is to be said; `talk` begins it.
        """
        places = list(self._places.values())
        program = self._places[room] = min(self._programs, key=places.count)
        await program.do(
            "enter", room, url=self._livekit.url, token=token(self._livekit, room, IDENTITY), talks=talks
        )

    async def talk(self, room: str, begins_s: float) -> None:
        """From now on, a third of the time.

        :param begins_s: when in the period the question begins.
        """
        await self._places[room].do("talk", room, begins_s=begins_s)

    async def tally(self) -> Tally:
        """Of all who are on the line."""
        told = [await program.do("tell", room) for room, program in self._places.items()]
        return Tally(sum(each["asked"] for each in told), sum(each["answered"] for each in told))

    async def leave(self, room: str) -> None:
        await self._places.pop(room).do("leave", room)


@asynccontextmanager
async def callers(
    livekit: LiveKitServer, logs: Path, *, processes: int = PROCESSES
) -> AsyncGenerator[Callers, None]:
    """Programs that have no caller yet. Those who are on the line at the end hang up."""
    sound = logs / "question.pcm"
    sound.write_bytes(await question())
    async with AsyncExitStack() as stack:
        yield Callers(
            livekit,
            [
                await stack.enter_async_context(_running(sound, logs / f"callers-{number}.log"))
                for number in range(processes)
            ],
        )


@dataclass(frozen=True, slots=True)
class _Program:
    process: Process
    log: Path

    async def do(self, what: str, room: str, **details: Any) -> dict[str, int]:
        """One command, to its end."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise NotStarted("the callers' process has no pipes")
        stdin.write(json.dumps({"do": what, "room": room, **details}).encode() + b"\n")
        await stdin.drain()
        if not (line := await stdout.readline()):
            raise NotStarted(f"the callers' process ended:\n{self.log.read_text(errors='replace')}")
        return json.loads(line)


@asynccontextmanager
async def _running(sound: Path, log: Path) -> AsyncGenerator[_Program, None]:
    with log.open("wb") as output:
        command = (sys.executable, "-m", "benchmarks.load.caller_program", str(sound))
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=output)
    try:
        yield _Program(process, log)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(STOP_GRACE_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
