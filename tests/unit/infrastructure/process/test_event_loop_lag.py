"""How late an event loop is."""

import asyncio
import time

from infrastructure.process.event_loop_lag import STEP_S, EventLoopLag


async def test_nothing_is_late_before_anything_was_due() -> None:
    assert EventLoopLag().lag_s(0.9) == 0.0


async def test_work_that_blocks_the_loop_shows() -> None:
    lag = EventLoopLag()
    watching = asyncio.create_task(lag.watch())
    for _ in range(5):
        await asyncio.sleep(STEP_S / 2)
        time.sleep(3 * STEP_S)  # noqa: ASYNC251  # it is what is looked for
        await asyncio.sleep(STEP_S)
    watching.cancel()

    assert lag.lag_s(0.9) > STEP_S
    lateness = lag.lateness()
    assert lateness.total_s > STEP_S
    assert list(lateness.counts) == sorted(lateness.counts)
    assert lateness.counts[0] < lateness.counts[-1]
