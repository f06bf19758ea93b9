import asyncio

import pytest

from control_plane.application.reconciling.join_turns import JoinTurns

JOIN_S = 0.2


async def _begun_s(turns: JoinTurns, agents: list[str], join_s: float = JOIN_S) -> list[float]:
    loop = asyncio.get_running_loop()
    began_s, begun = loop.time(), list[float]()

    async def join(agent: str) -> None:
        async with turns.of(agent):
            begun.append(round(loop.time() - began_s, 3))
            await asyncio.sleep(join_s)

    await asyncio.gather(*map(join, agents))
    return begun


async def test_a_replica_is_asked_for_one_after_the_other_in_the_order_of_asking() -> None:
    assert await _begun_s(JoinTurns(), ["a"] * 3) == [0, JOIN_S, 2 * JOIN_S]


async def test_replicas_do_not_wait_for_each_other() -> None:
    assert await _begun_s(JoinTurns(), ["a", "b"]) == [0, 0]


async def test_a_join_that_takes_long_holds_up_nobody_for_longer_than_a_turn() -> None:
    turns = JoinTurns(holds_s=0.5)
    assert await _begun_s(turns, ["a"] * 3, join_s=3.0) == [0, 0.5, 1.0]
    assert await _begun_s(turns, ["a"] * 2) == [0, JOIN_S]


async def test_a_join_that_fails_gives_its_turn_to_the_next() -> None:
    turns = JoinTurns()
    with pytest.raises(TimeoutError):
        async with turns.of("a"), asyncio.timeout(0.1):
            await asyncio.sleep(1)
    assert await _begun_s(turns, ["a"]) == [0]


async def test_who_no_longer_waits_takes_no_turn() -> None:
    turns = JoinTurns()
    async with turns.of("a"):
        waiting = asyncio.create_task(_begun_s(turns, ["a"]))
        await asyncio.sleep(0)
        waiting.cancel()
    assert await _begun_s(turns, ["a", "a"]) == [0, JOIN_S]
