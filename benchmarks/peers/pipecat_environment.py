"""pipecat's environment, apart from Parley's: the two want other versions of the same packages."""

import asyncio
import platform
import sys
from pathlib import Path

from benchmarks.processes import NotStarted
from parley.install.machine import cache_folder

VERSION = "1.14.0"
PACKAGE = f"pipecat-ai[livekit,runner,silero]=={VERSION}"
UV = str(Path(sys.executable).with_name("uv"))


async def pipecat_python() -> Path:
    """Its interpreter. The first time makes the environment, which takes a minute.

    :raises NotStarted: it could not be made.
    """
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = cache_folder() / "peers" / f"pipecat-{VERSION}-python{python}-{platform.machine()}"
    interpreter, is_made = folder / "bin" / "python", folder / "made"
    if not is_made.exists():
        await _run(UV, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder))
        await _run(UV, "pip", "install", "--quiet", "--python", str(interpreter), PACKAGE)
        is_made.touch()
    return interpreter


async def _run(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise NotStarted(f"{' '.join(command)} failed:\n{output.decode(errors='replace')[-2000:]}")
