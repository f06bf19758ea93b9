"""A child process that never outlives this one, and whose end is noticed."""

import asyncio
import os
import shutil
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from domain.errors import ConfigurationInvalid

LAST_LINES = 10

LONGEST_LINE_BYTES = 64 * 1024

LAST_WORDS_S = 0.5
"""For what it has written to be shown, after its end: somebody may have kept its output open."""


UNLESS_AN_ORPHAN = '[ "$PPID" = "$0" ] && exec "$@"'
"""For sh: the kernel tells of no death that came before it was asked to, so the parent is looked at after that."""


class Child:
    """One process, started at most once. Its output goes to a file.

    :param command: the program's path and its arguments.
    :param env: variables over those of this process; secrets go here, as arguments are seen by every account.
    :param log: emptied at the start.
    :param show: given each line of the output as well.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        log: Path,
        show: Callable[[str], None] | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self._show = show
        self._pipe: asyncio.ReadTransport | None = None
        self._showing: asyncio.Task[None] | None = None
        self._command = tuple(command)
        self._env = dict(env)
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it, in a process group of its own: a Ctrl-C in the terminal reaches this process alone, which
        then ends its children in order.

        :raises ConfigurationInvalid: when the program cannot be started.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        try:
            with ExitStack() as ours:
                output: IO[bytes] = ours.enter_context(self.log.open("wb"))
                if self._show is not None:
                    output = ours.enter_context(await self._shown_to(self._show))
                self._process = await asyncio.create_subprocess_exec(
                    *_ending_with_us(self._command),
                    env={**os.environ, **self._env},
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=output,
                    stderr=asyncio.subprocess.STDOUT,
                    start_new_session=True,
                )
        except OSError as error:
            raise ConfigurationInvalid(f"{self.name} cannot be started: {error}") from error

    async def ended(self) -> int:
        """Wait for its end.

        :return: the exit status; negative for a signal. 0 when it was never started.
        """
        return await self._process.wait() if self._process else 0

    async def stop(
        self, grace_s: float, *, insist_after_s: float | None = None, by: signal.Signals = signal.SIGTERM
    ) -> None:
        """Ask it to end; after the grace time, kill it. Returns when it is gone, also when cancelled.

        :param insist_after_s: ask a second time then, for programs that take it to mean: without finishing.
        :param by: what asks.
        """
        process = self._process
        if process is None:
            return
        waits_s = [grace_s] if insist_after_s is None else [insist_after_s, grace_s - insist_after_s]
        try:
            for wait_s in waits_s:
                if process.returncode is None:
                    _signal_group(process, by)
                    await _ends_within(process, wait_s)
        finally:
            if process.returncode is None:
                _signal_group(process, signal.SIGKILL)
                await process.wait()
            if self._showing is not None and self._pipe is not None:
                await asyncio.wait([self._showing], timeout=LAST_WORDS_S)
                self._pipe.close()
                await asyncio.wait([self._showing])

    def last_lines(self) -> str:
        """The end of its output, for an error."""
        try:
            text = self.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-LAST_LINES:])

    async def _shown_to(self, show: Callable[[str], None]) -> IO[bytes]:
        """What is written there is shown. The pipe is ours, as that of asyncio's process stays open for as long as
        anybody holds its other end.
        """
        reading, writing = os.pipe()
        reader = asyncio.StreamReader()
        self._pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", buffering=0)
        )
        self._showing = asyncio.create_task(_copy(reader, self.log, show), name=f"output of {self.name}")
        return os.fdopen(writing, "wb", buffering=0)


async def _copy(output: asyncio.StreamReader, log: Path, show: Callable[[str], None]) -> None:
    """Line by line; what is longer comes in pieces."""
    rest = b""
    with log.open("ab") as copy:
        while piece := await output.read(LONGEST_LINE_BYTES):
            copy.write(piece)
            copy.flush()
            *lines, rest = (rest + piece).split(b"\n")
            if len(rest) > LONGEST_LINE_BYTES:
                lines, rest = [*lines, rest], b""
            for line in lines:
                show(line.decode(errors="replace"))
    if rest:
        show(rest.decode(errors="replace"))


def _signal_group(process: Process, number: signal.Signals) -> None:
    """To its own children too. That it has just ended is fine; macOS says so with EPERM."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


async def _ends_within(process: Process, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await process.wait()


def _ending_with_us(command: Sequence[str]) -> Sequence[str]:
    """On Linux the kernel ends the child when this process is killed and can end nothing itself."""
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    if setpriv is None:
        return command
    return [setpriv, "--pdeathsig", "TERM", "--", "/bin/sh", "-c", UNLESS_AN_ORPHAN, str(os.getpid()), *command]
