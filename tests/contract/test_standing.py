"""What whoever keeps where calls stand promises."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from redis.exceptions import RedisError

from domain.entities.bill import Bill, Charge, Leg
from domain.entities.reply import AskedFor, SpecialistChosen
from domain.entities.specialist import Pace
from domain.entities.standing import CallStanding
from domain.entities.tool import Kind
from domain.entities.usage import Unit, Used
from domain.interfaces.standing import CallStandings
from infrastructure.persistence.behind import Behind
from infrastructure.persistence.postgres.connection import FAILURES
from infrastructure.persistence.postgres.standing import PostgresCallStandings
from infrastructure.persistence.redis.connection import connect
from infrastructure.persistence.redis.standing import RedisCallStandings
from tests.fakes.standing import FakeCallStandings
from tests.postgres_server import opened

USED = Used("openai", "gpt", Unit.OUTPUT_TOKENS, Decimal("12.5"), is_reported=True)
STANDING = CallStanding(
    datetime(2026, 1, 1, 12, 30, tzinfo=UTC),
    SpecialistChosen("sales", "rms", Pace.PATIENT),
    3,
    Bill((Charge(Leg.THINKING, "sales", USED, Decimal("0.000001")), Charge(Leg.SPEAKING, "sales", USED, None))),
    AskedFor(Kind.DIGITS, 6),
    waits_for_human=True,
)


@dataclass(frozen=True)
class Keeper:
    standings: CallStandings
    settled: Callable[[], Awaitable[None]]


async def _at_once() -> None:
    """Nothing is written behind anybody's back."""


@pytest.fixture(params=["fake", "redis", "postgres"])
async def keeper(request: pytest.FixtureRequest) -> AsyncGenerator[Keeper]:
    if request.param == "fake":
        yield Keeper(FakeCallStandings(), _at_once)
        return
    behind = Behind(request.param, (RedisError, *FAILURES))
    behind.start()
    if request.param == "redis":
        async with connect(request.getfixturevalue("redis_url")) as client:
            yield Keeper(RedisCallStandings(client, behind, ttl_s=60), behind.settled)
            await behind.stop()
        return
    async with opened(request.getfixturevalue("postgres_url")) as postgres:
        yield Keeper(PostgresCallStandings(postgres, behind, ttl_s=60), behind.settled)
        await behind.stop()


async def test_the_newest_note_comes_back_as_it_was(keeper: Keeper) -> None:
    keeper.standings.note("c1", replace(STANDING, turns=2), epoch=1)
    keeper.standings.note("c1", STANDING, epoch=1)
    await keeper.settled()
    assert await keeper.standings.latest("c1") == STANDING


async def test_calls_do_not_mix(keeper: Keeper) -> None:
    keeper.standings.note("c1", STANDING, epoch=1)
    await keeper.settled()
    assert await keeper.standings.latest("c2") is None


async def test_what_an_older_owner_notes_is_not_kept(keeper: Keeper) -> None:
    keeper.standings.note("c1", STANDING, epoch=2)
    await keeper.settled()
    keeper.standings.note("c1", replace(STANDING, turns=9), epoch=1)
    await keeper.settled()
    assert await keeper.standings.latest("c1") == STANDING
