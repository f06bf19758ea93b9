"""Two installations of one clone at the same time would overwrite each other's work: the second one waits."""

import fcntl
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def one_at_a_time(file: Path, waiting: Callable[[str], None]) -> Generator[None]:
    """Hold the lock on `file` for the block; the kernel lets go of it however the process ends.

    :param waiting: told who holds it, when that is another one.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            waiting(f"Another installation is at work (process {holder}): waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
