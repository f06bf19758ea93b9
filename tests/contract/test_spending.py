"""What every record of tenants' spending promises."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.interfaces.spending import Spending
from infrastructure.persistence.spending import InMemorySpending
from infrastructure.process.shared import SharedSpending
from tests.fakes.channel import channels

DAY = date(2026, 11, 21)


@pytest.fixture(params=["in memory", "of another process"])
async def spending(request: pytest.FixtureRequest) -> AsyncIterator[Spending]:
    kept = InMemorySpending()
    async with channels({}, {"add": kept.add, "spent": kept.spent}) as (channel, _):
        yield kept if request.param == "in memory" else SharedSpending(channel)


async def test_sums_are_exact_and_told_with_each_addition(spending: Spending) -> None:
    assert await spending.add("acme", DAY, Decimal("0.1")) == Decimal("0.1")
    assert await spending.add("acme", DAY, Decimal("0.2")) == Decimal("0.3")
    assert await spending.add("acme", DAY, Decimal("1e-15")) == Decimal("0.300000000000001")
    assert await spending.spent("acme", DAY) == Decimal("0.300000000000001")


async def test_nothing_may_be_added(spending: Spending) -> None:
    await spending.add("acme", DAY, Decimal("0.1"))
    assert await spending.add("acme", DAY, Decimal(0)) == Decimal("0.1")


async def test_each_tenant_and_day_has_a_sum_of_its_own(spending: Spending) -> None:
    await spending.add("acme", DAY, Decimal(1))
    await spending.add("zeta", DAY, Decimal(2))
    await spending.add("acme", DAY + timedelta(days=1), Decimal(4))
    assert await spending.spent("acme", DAY) == 1
    assert await spending.spent("zeta", DAY) == 2
    assert await spending.spent("acme", DAY + timedelta(days=1)) == 4


async def test_a_tenant_of_whom_nothing_is_known_has_spent_nothing(spending: Spending) -> None:
    assert await spending.spent("nobody", DAY) == 0


async def test_of_many_who_add_at_once_exactly_one_passes_a_limit(spending: Spending) -> None:
    sums = await asyncio.gather(*(spending.add("acme", DAY, Decimal("0.01")) for _ in range(50)))
    assert sorted(sums) == [Decimal(cents) / 100 for cents in range(1, 51)]
