"""Steps in Redis that are wanted together."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from control_plane.domain.errors import RegistryUnavailable
from control_plane.infrastructure.redis.alarm import RedisAlarm
from control_plane.infrastructure.redis.connection import RedisConnection
from tests.relay import relay_to

WITHIN_S = 0.5


async def take(connection: RedisConnection, name: str) -> object:
    """Which answers 1 the first time."""
    return await connection.run("events/first", name, 60_000)


async def asked(watching: Redis) -> int:
    """How often Redis was sent something."""
    return int((await watching.info("stats"))["total_reads_processed"])  # pyright: ignore[reportUnknownMemberType]


async def test_each_step_gets_its_own_answer(redis_url: str) -> None:
    async with RedisConnection(redis_url) as connection:
        await asyncio.gather(*(take(connection, f"e{number}") for number in range(0, 200, 2)))
        answers = await asyncio.gather(*(take(connection, f"e{number}") for number in range(200)))
    assert answers == [0, 1] * 100


async def test_many_steps_take_few_round_trips(redis_url: str) -> None:
    async with RedisConnection(redis_url) as connection, Redis.from_url(redis_url) as watching:
        await take(connection, "known")
        before = await asked(watching)
        await asyncio.gather(*(take(connection, f"e{number}") for number in range(64)))
        assert await asked(watching) - before < 10


async def test_who_asks_again_as_the_last_line_falls_idle_is_not_left_waiting(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("control_plane.infrastructure.redis.connection.LINES", 1)

    async with RedisConnection(redis_url) as connection, asyncio.timeout(5):
        assert [await take(connection, "a") for _ in range(3)] == [1, 0, 0]


async def test_scripts_that_redis_has_forgotten_are_told_again(redis_url: str) -> None:
    async with RedisConnection(redis_url) as connection, Redis.from_url(redis_url) as operator:
        await take(connection, "a")
        await operator.script_flush()
        assert await asyncio.gather(take(connection, "a"), take(connection, "b")) == [0, 1]


async def test_who_stops_waiting_holds_up_nobody(redis_url: str) -> None:
    async with RedisConnection(redis_url) as connection:
        given_up = asyncio.create_task(take(connection, "a"))
        waiting = asyncio.create_task(take(connection, "b"))
        await asyncio.sleep(0)
        given_up.cancel()
        assert await waiting == 1


async def test_a_step_that_fails_spoils_no_other(redis_url: str) -> None:
    async with RedisConnection(redis_url) as connection, Redis.from_url(redis_url) as operator:
        await operator.set("parley:audit", "no stream")
        wrong, right = await asyncio.gather(
            connection.run("audit/append", 1, 1, "", "record"), take(connection, "a"), return_exceptions=True
        )
    assert isinstance(wrong, RegistryUnavailable)
    assert right == 1


async def test_what_cannot_be_written_spoils_no_other(redis_url: str) -> None:
    async with RedisConnection(redis_url) as connection:
        wrong, right = await asyncio.gather(
            take(connection, "\ud800"), take(connection, "a"), return_exceptions=True
        )
    assert isinstance(wrong, UnicodeEncodeError)
    assert right == 1


async def test_all_who_wait_are_told_that_redis_is_away() -> None:
    async with RedisConnection("redis://127.0.0.1:9/0") as connection:
        told = await asyncio.gather(
            *(take(connection, f"e{number}") for number in range(200)), return_exceptions=True
        )
    assert {type(each) for each in told} == {RegistryUnavailable}


@pytest.mark.parametrize("cut", ["before", "while"])
async def test_a_lost_connection_is_made_anew(redis_url: str, cut: str) -> None:
    async with RedisConnection(redis_url) as connection, Redis.from_url(redis_url) as operator:
        await take(connection, "known")
        if cut == "before":
            await operator.client_kill_filter(_type="normal", skipme=True)
            assert await take(connection, "a") == 1
        else:
            taking = [asyncio.create_task(take(connection, f"e{number}")) for number in range(200)]
            await asyncio.sleep(0)
            await operator.client_kill_filter(_type="normal", skipme=True)
            assert set(await asyncio.gather(*taking)) <= {0, 1}


@asynccontextmanager
async def silent_redis() -> AsyncGenerator[str]:
    """It accepts every connection, and says nothing."""
    kept: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: kept.append(writer), "127.0.0.1", 0)
    try:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    finally:
        for writer in kept:
            writer.close()
        server.close()


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> float:
    """Longer than which nobody waits for a Redis that is silent."""
    for user in ("connection", "alarm"):
        monkeypatch.setattr(f"control_plane.infrastructure.redis.{user}.ANSWERS_WITHIN_S", WITHIN_S)
    return 1.7 * WITHIN_S


async def test_a_redis_that_says_nothing_is_waited_for_once(soon: float) -> None:
    async with silent_redis() as url, RedisConnection(url) as connection, asyncio.timeout(soon):
        with pytest.raises(RegistryUnavailable):
            await take(connection, "a")


async def test_so_is_one_that_falls_silent_and_it_is_heard_again(redis_url: str, soon: float) -> None:
    port = int(redis_url.rpartition(":")[2].partition("/")[0])
    async with relay_to(port) as line, RedisConnection(f"redis://127.0.0.1:{line.port}/0") as connection:
        assert await take(connection, "known") == 1
        line.freeze()
        async with asyncio.timeout(soon):
            told = await asyncio.gather(
                *(take(connection, f"e{number}") for number in range(200)), return_exceptions=True
            )
        await line.mend()
        assert await take(connection, "known") == 0
    assert {type(each) for each in told} == {RegistryUnavailable}


async def test_an_alarm_waits_no_longer_for_a_silent_redis(soon: float) -> None:
    async with silent_redis() as url, RedisConnection(url) as connection:
        alarm = RedisAlarm(connection)
        async with asyncio.timeout(soon):
            await alarm.ring()
        async with asyncio.timeout(soon):
            await alarm.wait(0.05)
        await alarm.aclose()
