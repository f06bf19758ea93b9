"""The name of the system that a process runs on, which LiveKit's library tells the server at every join."""

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = "lsb_release"


@contextmanager
def read_from_its_file() -> Generator[None, None, None]:
    """Have the library take the name from /etc/os-release, which says the same.

    It asks `lsb_release -a` first, and keeps no answer: on Debian 12 that is a shell script of ten programs, 15 ms
    of each call's join; elsewhere a Python program. Whoever asks within this finds one that knows nothing.
    """
    knows_nothing = shutil.which("false")
    if knows_nothing is None or shutil.which(PROGRAM) is None:
        yield
        return
    path = os.environ["PATH"]
    with tempfile.TemporaryDirectory(prefix="parley-") as folder:
        (Path(folder) / PROGRAM).symlink_to(knows_nothing)
        os.environ["PATH"] = os.pathsep.join((folder, path))
        try:
            yield
        finally:
            os.environ["PATH"] = path
