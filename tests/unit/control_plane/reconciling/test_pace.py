import asyncio

from control_plane.application.reconciling.pace import Pace


async def test_turns_begin_evenly() -> None:
    pace, loop = Pace(per_second=10, at_once=100), asyncio.get_running_loop()
    begun: list[float] = []

    async def work() -> None:
        async with pace.turn():
            begun.append(loop.time())

    await asyncio.gather(*(work() for _ in range(5)))
    assert [round(at_s - begun[0], 3) for at_s in begun] == [0.0, 0.1, 0.2, 0.3, 0.4]


async def test_a_turn_after_a_rest_begins_at_once() -> None:
    pace, loop = Pace(per_second=1, at_once=1), asyncio.get_running_loop()
    async with pace.turn():
        pass
    await asyncio.sleep(5)
    began_s = loop.time()
    async with pace.turn():
        assert loop.time() == began_s


async def test_only_so_many_are_under_way() -> None:
    pace, under_way, most = Pace(per_second=1000, at_once=3), 0, 0

    async def work() -> None:
        nonlocal under_way, most
        async with pace.turn():
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(1)
            under_way -= 1

    await asyncio.gather(*(work() for _ in range(10)))
    assert most == 3
