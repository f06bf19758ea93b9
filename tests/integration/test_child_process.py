"""Starting and ending programs."""

import asyncio
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from infrastructure.adapters.child_process import ChildProcess
from infrastructure.adapters.pocketsphinx.decoder_process import DecoderProcess

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")


class Upper(ChildProcess):
    async def ask(self, line: bytes) -> bytes:
        self._input.write(line)
        return await self._output.readline()


async def test_lines_can_be_exchanged_with_a_program_that_stays() -> None:
    program = "import sys\nfor line in sys.stdin: print(line.strip().upper(), flush=True)"
    child = await Upper.spawn((sys.executable, "-c", program), line_limit=1000)
    assert await child.ask(b"one\n") == b"ONE\n"
    assert await child.ask(b"two\n") == b"TWO\n"
    assert child.is_running
    await child.stop()
    assert not child.is_running


async def test_a_decoder_whose_start_is_cancelled_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    is_opening = asyncio.Event()

    async def never(*_: object) -> None:
        is_opening.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "connect_read_pipe", never)
    before = psutil.Process().children()
    starting = asyncio.create_task(DecoderProcess.start({}))
    await is_opening.wait()
    assert psutil.Process().children() != before
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert psutil.Process().children() == before


async def test_the_end_of_a_program_is_seen_also_when_ending_it_is_cancelled() -> None:
    has_time = threading.Event()
    before = psutil.Process().children()
    child = await ChildProcess.spawn(SLEEPER, line_limit=1000)
    with ThreadPoolExecutor(1) as threads:
        asyncio.get_running_loop().set_default_executor(threads)
        threads.submit(has_time.wait)
        ending = asyncio.create_task(child.stop())
        await asyncio.sleep(0)
        ending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ending
        has_time.set()
    assert psutil.Process().children() == before
