"""Worker processes that are lent."""

import asyncio

import pytest

from infrastructure.adapters.worker_pool import WorkerPool


class PoolClosed(Exception):
    pass


class FakeWorker:
    def __init__(self) -> None:
        self.is_running = True

    async def stop(self) -> None:
        self.is_running = False


class Workshop:
    """Starts workers, and knows them all."""

    def __init__(self, maximum: int = 2) -> None:
        self.workers: list[FakeWorker] = []
        self.pool = WorkerPool(self._start, maximum, PoolClosed)
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self.fails_at: int | None = None

    async def _start(self) -> FakeWorker:
        if len(self.workers) == self.fails_at:
            self.fails_at = None
            raise LookupError
        self.workers.append(worker := FakeWorker())
        await self.goes_on.wait()
        return worker


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()


async def test_a_worker_is_kept_for_the_next_piece_of_work(workshop: Workshop) -> None:
    async with workshop.pool.lease() as first:
        pass
    async with workshop.pool.lease() as second:
        assert second is first


async def test_no_more_work_at_once_than_there_may_be(workshop: Workshop) -> None:
    async def work() -> None:
        async with workshop.pool.lease():
            await asyncio.sleep(0)

    await asyncio.gather(*(work() for _ in range(10)))

    assert len(workshop.workers) == 2


async def test_a_worker_that_failed_is_ended_and_replaced(workshop: Workshop) -> None:
    with pytest.raises(LookupError):
        async with workshop.pool.lease():
            raise LookupError

    async with workshop.pool.lease() as other:
        assert [worker.is_running for worker in workshop.workers] == [False, True]
        assert other is workshop.workers[1]


async def test_a_worker_that_ended_while_it_had_nothing_to_do_is_not_lent(workshop: Workshop) -> None:
    async with workshop.pool.lease() as worker:
        pass
    worker.is_running = False

    async with workshop.pool.lease() as other:
        assert other is not worker


async def test_a_worker_is_idle_while_it_is_not_lent_and_lives(workshop: Workshop) -> None:
    assert not workshop.pool.has_idle
    async with workshop.pool.lease() as worker:
        assert not workshop.pool.has_idle
    assert workshop.pool.has_idle
    worker.is_running = False
    assert not workshop.pool.has_idle


async def test_those_who_warm_it_together_start_no_more_than_are_wanted(workshop: Workshop) -> None:
    await asyncio.gather(workshop.pool.warm(2), workshop.pool.warm(2))

    assert len(workshop.workers) == 2


async def test_of_workers_that_start_together_one_that_fails_costs_no_other(workshop: Workshop) -> None:
    workshop.fails_at = 1
    with pytest.raises(LookupError):
        await workshop.pool.warm(2)

    await workshop.pool.warm(2)

    assert len(workshop.workers) == 2


async def test_a_worker_that_starts_while_the_pool_is_closed_is_ended(workshop: Workshop) -> None:
    async def work() -> None:
        async with workshop.pool.lease():
            pass

    workshop.goes_on.clear()
    working = asyncio.create_task(work())
    while not workshop.workers:
        await asyncio.sleep(0)
    await workshop.pool.close()
    workshop.goes_on.set()

    with pytest.raises(PoolClosed):
        await working
    assert not workshop.workers[0].is_running


async def test_a_closed_pool_lends_nothing_and_leaves_no_worker(workshop: Workshop) -> None:
    await workshop.pool.warm(2)
    await workshop.pool.close()

    with pytest.raises(PoolClosed):
        async with workshop.pool.lease():
            pass
    assert not any(worker.is_running for worker in workshop.workers)
