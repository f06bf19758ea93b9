"""Runs the commands that install things: quiet on the screen, whole in the log."""

import os
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from parley.install.errors import CommandFailed

LAST_LINES = 15


class Commands:
    """Runs commands one after another.

    :param path: where they find programs, in PATH's form.
    :param log: the file that receives each command and its output.
    :param show: told the newest line of output, to show beside the step.
    """

    def __init__(self, path: str, log: Path, show: Callable[[str], None]) -> None:
        self._path = path
        self._show = show
        self.log = log

    def run(
        self, command: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> None:
        """Run to the end. The command gets no terminal to ask questions on.

        :param env: variables over those of this process.
        :raises CommandFailed: when its exit status is not 0.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        last: deque[str] = deque(maxlen=LAST_LINES)
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"\n{datetime.now(UTC):%H:%M:%S} $ {' '.join(command)}\n")
            try:
                process = subprocess.Popen(
                    command,
                    cwd=cwd,
                    env={**os.environ, "PATH": self._path, **(env or {})},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                )
            except OSError as error:
                raise CommandFailed(command, 127, [str(error)]) from error
            try:
                self._follow(process, log.write, last)
            finally:
                _end(process)
        if process.returncode != 0:
            raise CommandFailed(command, process.returncode, last)

    def _follow(self, process: subprocess.Popen[str], write: Callable[[str], int], last: deque[str]) -> None:
        for line in process.stdout or ():
            write(line)
            if line.strip():
                last.append(line.rstrip())
                self._show(line.strip())

    def succeeds(self, command: Sequence[str], *, timeout_s: float = 20) -> bool:
        """Whether a quick command ends well. Nothing is logged."""
        try:
            done = subprocess.run(
                command,
                env={**os.environ, "PATH": self._path},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=timeout_s,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0


def _end(process: subprocess.Popen[str]) -> None:
    if process.stdout:
        process.stdout.close()
    if process.poll() is None:
        process.terminate()
    process.wait()
