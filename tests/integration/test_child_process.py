"""Starting and ending programs."""

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from infrastructure.adapters import child_process
from infrastructure.adapters.pocketsphinx.decoder_process import DecoderOptions, DecoderProcess

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")


async def test_lines_can_be_exchanged_with_a_program_that_stays() -> None:
    program = "import sys\nfor line in sys.stdin: print(line.strip().upper(), flush=True)"
    child = await child_process.start((sys.executable, "-c", program))
    pipes = await child_process.open_pipes(child, line_limit=1000)
    pipes.input.write(b"one\n")
    assert await pipes.output.readline() == b"ONE\n"
    pipes.input.close()
    assert await pipes.output.read() == b""
    assert await asyncio.to_thread(child.wait, 10) == 0


async def test_a_decoder_whose_start_is_cancelled_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    is_opening = asyncio.Event()

    async def never(*_: object) -> None:
        is_opening.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "connect_read_pipe", never)
    before = psutil.Process().children()
    starting = asyncio.create_task(DecoderProcess.start(DecoderOptions()))
    await is_opening.wait()
    assert psutil.Process().children() != before
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert psutil.Process().children() == before


async def test_the_end_of_a_program_is_seen_also_when_ending_it_is_cancelled() -> None:
    has_time = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        asyncio.get_running_loop().set_default_executor(threads)
        threads.submit(has_time.wait)
        child = subprocess.Popen(SLEEPER)  # noqa: ASYNC220
        ending = asyncio.create_task(child_process.end(child))
        await asyncio.sleep(0)
        ending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ending
        has_time.set()
    assert child.returncode is not None
