"""Shows what the installer does: a line for each step, moving where there is a terminal."""

import shutil
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import TextIO

TERMINAL_TICK_S = 0.2
LOG_TICK_S = 30.0
NAME_WIDTH = 18


class Progress:
    """Writes lines such as `  ✓ LiveKit server    built 1.13.5  (161.2 s)`.

    In a terminal the running step's line is rewritten with its time and newest output. Elsewhere a line every
    half a minute shows that it is alive.
    """

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._moving = out.isatty()
        self._newest = ""

    def say(self, text: str) -> None:
        print(text, file=self._out, flush=True)

    def done(self, name: str, what: str, seconds: float | None = None) -> None:
        took = f"  ({seconds:.1f} s)" if seconds is not None else ""
        self._line("✓", name, what + took)

    def lacking(self, name: str, what: str) -> None:
        self._line("!", name, what)

    def failed(self, name: str, what: str) -> None:
        self._line("✗", name, what)

    def show(self, line: str) -> None:
        """The newest line of output of what is running."""
        self._newest = line

    @contextmanager
    def running(self, name: str, doing: str) -> Generator[None]:
        """Show a step's line for as long as the block runs."""
        self._newest = ""
        stop = threading.Event()
        ticker = threading.Thread(target=self._tick, args=(name, doing, stop), daemon=True)
        if not self._moving:
            self._line("…", name, doing)
        ticker.start()
        try:
            yield
        finally:
            stop.set()
            ticker.join()
            if self._moving:
                self._out.write("\r\x1b[K")
                self._out.flush()

    def _tick(self, name: str, doing: str, stop: threading.Event) -> None:
        began = time.monotonic()
        while not stop.wait(TERMINAL_TICK_S if self._moving else LOG_TICK_S):
            seconds = int(time.monotonic() - began)
            text = f"  … {name:<{NAME_WIDTH}} {doing}  {seconds} s  {self._newest}"
            if self._moving:
                self._out.write("\r\x1b[K" + text[: shutil.get_terminal_size().columns - 1])
                self._out.flush()
            else:
                self.say(text)

    def _line(self, mark: str, name: str, text: str) -> None:
        self.say(f"  {mark} {name:<{NAME_WIDTH}} {text}")
