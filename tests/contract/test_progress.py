"""What every keeper of answers' progress promises."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, replace

import pytest
from redis.exceptions import RedisError

from domain.entities.saying import Saying
from domain.interfaces.progress import AnswerProgress
from infrastructure.persistence.behind import Behind
from infrastructure.persistence.postgres.connection import FAILURES
from infrastructure.persistence.postgres.progress import PostgresAnswerProgress
from infrastructure.persistence.progress import InMemoryAnswerProgress
from infrastructure.persistence.redis.connection import connect
from infrastructure.persistence.redis.progress import RedisAnswerProgress
from tests.postgres_server import opened

BEGUN = Saying("what does it cost", "It costs nine euros.", "It costs")
FURTHER = Saying("what does it cost", "It costs nine euros.", "It costs nine")


@dataclass(frozen=True)
class Keeper:
    progress: AnswerProgress
    settled: Callable[[], Awaitable[None]]


async def _at_once() -> None:
    """Nothing is written behind anybody's back."""


@pytest.fixture(params=["here", "redis", "postgres"])
async def keeper(request: pytest.FixtureRequest) -> AsyncGenerator[Keeper]:
    if request.param == "here":
        yield Keeper(InMemoryAnswerProgress(), _at_once)
        return
    if request.param == "postgres":
        behind = Behind("Postgres", FAILURES)
        behind.start()
        async with opened(request.getfixturevalue("postgres_url")) as postgres:
            yield Keeper(PostgresAnswerProgress(postgres, behind, ttl_s=60), behind.settled)
            await behind.stop()
        return
    behind = Behind("Redis", (RedisError,))
    behind.start()
    async with connect(request.getfixturevalue("redis_url")) as client:
        yield Keeper(RedisAnswerProgress(client, behind, ttl_s=60), behind.settled)
        await behind.stop()


async def test_the_newest_note_is_kept(keeper: Keeper) -> None:
    keeper.progress.note("c1", BEGUN, epoch=1)
    keeper.progress.note("c1", FURTHER, epoch=1)
    await keeper.settled()
    assert await keeper.progress.latest("c1") == FURTHER


async def test_nothing_is_being_said_when_it_was_noted_so(keeper: Keeper) -> None:
    keeper.progress.note("c1", BEGUN, epoch=1)
    keeper.progress.note("c1", None, epoch=1)
    await keeper.settled()
    assert await keeper.progress.latest("c1") is None


async def test_calls_do_not_mix(keeper: Keeper) -> None:
    keeper.progress.note("c1", BEGUN, epoch=1)
    await keeper.settled()
    assert await keeper.progress.latest("c2") is None


async def test_what_an_older_owner_notes_is_not_kept(keeper: Keeper) -> None:
    keeper.progress.note("c1", FURTHER, epoch=2)
    await keeper.settled()
    keeper.progress.note("c1", BEGUN, epoch=1)
    await keeper.settled()
    assert await keeper.progress.latest("c1") == FURTHER


async def test_it_is_kept_whether_an_answer_was_made_to_its_end(keeper: Keeper) -> None:
    keeper.progress.note("c1", replace(FURTHER, is_made=False), epoch=1)
    await keeper.settled()
    latest = await keeper.progress.latest("c1")
    assert latest is not None
    assert not latest.is_made


async def test_what_a_process_of_another_version_has_noted_is_read(redis_url: str) -> None:
    async with connect(redis_url) as client:
        progress = RedisAnswerProgress(client, Behind("Redis", (RedisError,)), ttl_s=60)
        await client.set(
            "parley:call:c1:saying", '{"utterance": "hello", "text": "Hi there.", "heard": "Hi", "later": 1}'
        )
        assert await progress.latest("c1") == Saying("hello", "Hi there.", "Hi", is_made=True)


def test_the_rest_begins_after_the_last_word_that_was_heard() -> None:
    assert (BEGUN.rest, FURTHER.rest, Saying("hello").rest) == ("nine euros.", "euros.", "")
