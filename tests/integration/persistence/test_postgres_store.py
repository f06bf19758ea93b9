"""A real Postgres: made ready by several at once, restarted, frozen, and full of what is over."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import AsyncConnection

from domain.entities.turn import Turn
from domain.errors import ConfigurationInvalid
from infrastructure.persistence.postgres import connection as limits
from infrastructure.persistence.postgres.checkpointer import PostgresCheckpointSaver
from infrastructure.persistence.postgres.connection import FAILURES, Postgres
from infrastructure.persistence.postgres.expiry import forget_expired
from infrastructure.persistence.postgres.fence import take_fence
from infrastructure.persistence.postgres.memory import PostgresCallMemory
from infrastructure.persistence.postgres.schema import LATEST
from infrastructure.persistence.postgres.store import PostgresStore
from tests.integration.persistence.test_postgres_checkpointer import rows, save
from tests.postgres_server import PostgresServer, opened
from tests.relay import Relay, relay_to

TURN = Turn("hello", "good day", "sales", interrupted=False, at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncGenerator[Postgres]:
    async with opened(postgres_url) as postgres:
        yield postgres


async def count(url: str, statement: str) -> int:
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        row = await (await connection.execute(statement.encode())).fetchone()
        return row[0] if row else 0


async def test_several_replicas_that_start_at_once_make_the_tables_once(postgres_url: str) -> None:
    async with AsyncExitStack() as replicas:
        everyone = [replicas.enter_async_context(opened(postgres_url)) for _ in range(6)]
        async with asyncio.timeout(20):
            await asyncio.gather(*everyone)
    assert await count(postgres_url, "SELECT count(*) FROM parley_schema") == LATEST


async def test_an_account_that_may_make_no_tables_can_start_where_they_are(postgres_url: str) -> None:
    as_account = postgres_url.replace("parley@", "reader_writer@")
    async with await AsyncConnection.connect(postgres_url, autocommit=True) as owner:
        await owner.execute("CREATE ROLE reader_writer LOGIN")
        await owner.execute("REVOKE CREATE ON SCHEMA public FROM public")
        with pytest.raises(ConfigurationInvalid, match=r"PARLEY_POSTGRES_URL.*Grant it CREATE"):
            await PostgresStore(Postgres(as_account)).open()
        async with opened(postgres_url):
            pass
        await owner.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO reader_writer")
        async with opened(as_account) as postgres:
            await PostgresCallMemory(postgres, 60).append("c1", TURN, epoch=1)
        await owner.execute("DROP OWNED BY reader_writer")
        await owner.execute("DROP ROLE reader_writer")


async def test_a_database_of_a_newer_parley_is_left_alone(postgres_url: str) -> None:
    async with opened(postgres_url):
        await count(postgres_url, "UPDATE parley_schema SET version = version + 1 RETURNING 1")
    with pytest.raises(ConfigurationInvalid, match="start a newer Parley"):
        await PostgresStore(Postgres(postgres_url)).open()


async def test_a_start_without_postgres_says_what_to_do_and_no_password() -> None:
    with pytest.raises(ConfigurationInvalid, match=r"PARLEY_POSTGRES_URL.*Start it") as refused:
        await PostgresStore(Postgres("postgresql://parley:hunter2@127.0.0.1:1/parley")).open()
    assert "hunter2" not in str(refused.value)


async def test_a_restart_is_not_noticed_by_whoever_asks_afterwards(
    postgres_server: PostgresServer, postgres: Postgres
) -> None:
    memory = PostgresCallMemory(postgres, 60)
    await memory.append("c1", TURN, epoch=1)
    await asyncio.to_thread(postgres_server.stop)
    try:
        with pytest.raises(FAILURES):
            await memory.recall("c1")
    finally:
        await asyncio.to_thread(postgres_server.start)
    assert await memory.recall("c1") == (TURN,)


async def test_connections_are_few_and_a_crowd_takes_turns(postgres_url: str, postgres: Postgres) -> None:
    memory = PostgresCallMemory(postgres, 60)
    await asyncio.gather(*(memory.append(f"c{number}", TURN, epoch=1) for number in range(40)))
    ours = (
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'parley' AND datname = current_database()"
    )
    assert 1 <= await count(postgres_url, ours) <= limits.MOST_CONNECTIONS


async def test_a_server_that_says_nothing_is_hung_up_on(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with through_a_relay(postgres_url) as (postgres, line):
        memory = PostgresCallMemory(postgres, 60)
        await memory.append("c1", TURN, epoch=1)
        monkeypatch.setattr(limits, "ANSWERS_WITHIN_S", 0.2)
        line.freeze()
        async with asyncio.timeout(1):
            with pytest.raises(FAILURES):
                await memory.recall("c1")
        await line.mend()
        assert await memory.recall("c1") == (TURN,)


@asynccontextmanager
async def through_a_relay(url: str) -> AsyncGenerator[tuple[Postgres, Relay]]:
    port = urlsplit(url).port
    assert port is not None
    async with relay_to(port) as line, opened(url.replace(str(port), str(line.port))) as postgres:
        yield postgres, line


async def test_an_owner_that_is_frozen_in_mid_write_does_not_hold_up_its_successor(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LOCKED_FOR_S", 0.3)
    memory = PostgresCallMemory(postgres, 60)
    with suppress(psycopg.Error):  # its session was ended
        async with postgres.transaction() as frozen:
            await take_fence(frozen, "c1", 1, 60)
            async with asyncio.timeout(2):
                await _until_kept(memory)
    assert await memory.recall("c1") == (TURN,)


async def _until_kept(memory: PostgresCallMemory) -> None:
    while True:
        try:
            return await memory.append("c1", TURN, epoch=2)
        except FAILURES:
            continue


async def test_a_turn_that_is_kept_twice_is_there_once(postgres: Postgres) -> None:
    memory = PostgresCallMemory(postgres, 60)
    for _ in range(2):
        await memory.append("c1", TURN, epoch=1)
    assert await memory.recall("c1") == (TURN,)


async def test_what_is_over_is_forgotten_by_one_of_those_who_look(postgres: Postgres, postgres_url: str) -> None:
    over, lives = (PostgresCallMemory(postgres, ttl_s) for ttl_s in (-1, 60))
    for number in range(250):
        await over.append(f"over-{number}", TURN, epoch=1)
    await save(PostgresCheckpointSaver(postgres, -1), ["a secret"], 1, epoch=1)
    await lives.append("lives", TURN, epoch=1)

    forgotten = await asyncio.gather(*(forget_expired(postgres) for _ in range(3)))

    assert sum(forgotten) == 251
    assert set((await rows(postgres)).values()) == {0}
    assert await count(postgres_url, "SELECT count(*) FROM parley_turns") == 1
    assert await lives.recall("lives") == (TURN,)
