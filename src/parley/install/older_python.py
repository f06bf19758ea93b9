"""What happens when `python3` is older than Parley reads: a newer one takes over, or a person is told.

Kept to syntax that Python 3.6 reads, and to no import of the rest of the installer.
"""

import os
import shutil
import sys
from typing import List, NoReturn  # noqa: UP035

NEWEST_OLD = (3, 10)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def hand_over(arguments: List[str]) -> NoReturn:  # noqa: UP006
    """Become a newer Python that runs the installer, or exit with the line that installs one."""
    for name in NEWER:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, "-m", "parley.install"] + arguments)  # noqa: S606, RUF005
    version = sys.version_info
    sys.exit(
        f"Parley needs Python 3.11 or newer, and this is {version[0]}.{version[1]} ({sys.executable}).\n"
        "  Debian, Ubuntu:  sudo apt-get install python3.11 python3.11-venv\n"
        "  macOS:           brew install python@3.13\n"
        "Then run make again, or name the one to use: make run PYTHON=python3.13"
    )
