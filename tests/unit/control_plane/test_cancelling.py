import asyncio
from contextlib import suppress

import pytest

from control_plane.application import cancelling
from control_plane.application.background import Background
from control_plane.application.cancelling import cancel


async def test_a_task_that_takes_a_cancellation_for_something_else_ends_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cancelling, "AGAIN_AFTER_S", 0.001)

    async def stubborn() -> None:
        for _ in range(3):
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()

    tasks = [asyncio.create_task(stubborn()) for _ in range(2)]
    await asyncio.sleep(0)
    await cancel(*tasks)
    assert all(task.done() for task in tasks)


async def test_there_may_be_nothing_left_to_cancel() -> None:
    done = asyncio.create_task(asyncio.sleep(0))
    await done
    await cancel()
    await cancel(done)
    assert not done.cancelled()


async def test_work_that_begins_as_other_work_is_cancelled_ends_too() -> None:
    begun: list[asyncio.Task[None]] = []

    async def wait() -> None:
        await asyncio.Event().wait()

    async def leaves_more() -> None:
        try:
            await wait()
        finally:
            begun.append(background.start("more", wait()))

    async with Background(grace_s=0.0) as background:
        background.start("first", leaves_more())
        await asyncio.sleep(0)
    assert [task.cancelled() for task in begun] == [True]
