"""Two processes that ask and tell each other things; here both ends are in one."""

import asyncio
import logging
from decimal import Decimal

import pytest

from domain.errors import RoomTaken, ServiceFull
from infrastructure.process.channel import PeerFailed, PeerGone
from tests.fakes.channel import channels


async def half(amount: Decimal) -> Decimal:
    return amount / 2


async def refuse(room: str) -> None:
    raise RoomTaken(room)


async def burst() -> None:
    raise ZeroDivisionError("the caller said: my password is swordfish")


async def never() -> None:
    await asyncio.Event().wait()


async def test_an_answer_comes_as_it_was_given() -> None:
    async with channels({}, {"half": half}) as (one, _):
        assert await one.ask("half", Decimal("0.2")) == Decimal("0.1")


async def test_what_is_asked_at_once_is_answered_as_each_is_ready() -> None:
    async with channels({}, {"half": half, "never": never}) as (one, _):
        waiting = asyncio.create_task(one.ask("never"))
        assert await asyncio.gather(*(one.ask("half", Decimal(number)) for number in range(50))) == [
            Decimal(number) / 2 for number in range(50)
        ]
        assert not waiting.done()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert await one.ask("half", Decimal(4)) == 2


async def test_an_error_with_a_name_is_raised_on_the_other_side_with_its_facts() -> None:
    async with channels({}, {"refuse": refuse}) as (one, _):
        with pytest.raises(RoomTaken, match="room 'a b' belongs to another caller") as raised:
            await one.ask("refuse", "a b")
        assert raised.value.room == "a b"


async def test_an_error_without_a_name_stays_on_its_side(caplog: pytest.LogCaptureFixture) -> None:
    async with channels({}, {"burst": burst}) as (one, _):
        with pytest.raises(PeerFailed) as raised:
            await one.ask("burst")
        assert "swordfish" not in str(raised.value)
        assert "ZeroDivisionError" in caplog.text


async def test_what_is_told_is_done_before_what_is_asked_later() -> None:
    told: list[int] = []

    async def take(number: int) -> None:
        await asyncio.sleep(0)
        told.append(number)

    async def taken() -> list[int]:
        return told

    async with channels({}, {"take": take, "taken": taken}) as (one, _):
        for number in range(100):
            one.tell("take", number)
        assert await one.ask("taken") == [*range(100)]


async def test_what_cannot_be_done_when_told_parts_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    async with channels({}, {"burst": burst, "half": half}) as (one, _):
        one.tell("burst")
        one.tell("unheard of")
        assert await one.ask("half", Decimal(2)) == 1


async def test_who_waits_for_one_that_goes_is_told() -> None:
    async with channels({}, {"never": never}) as (one, other):
        waiting = asyncio.create_task(one.ask("never"))
        await asyncio.sleep(0.01)
        other.close()
        with pytest.raises(PeerGone, match="before it answered"):
            await waiting


async def test_who_is_gone_is_asked_nothing() -> None:
    async with channels({}, {"half": half}) as (one, _):
        one.close()
        one.tell("half", Decimal(1))
        with pytest.raises(PeerGone, match="half was not asked"):
            await one.ask("half", Decimal(1))


async def test_both_ask_each_other_at_the_same_time() -> None:
    async with channels({"half": half}, {"half": half}) as (one, other):
        assert await asyncio.gather(one.ask("half", Decimal(2)), other.ask("half", Decimal(4))) == [1, 2]


async def test_a_long_message_arrives_whole() -> None:
    async def length(text: str) -> int:
        return len(text)

    async with channels({}, {"length": length}) as (one, _):
        assert await one.ask("length", "x" * 5_000_000) == 5_000_000


async def test_errors_of_any_making_travel() -> None:
    async def full() -> None:
        raise ServiceFull(20)

    async with channels({}, {"full": full}) as (one, _):
        with pytest.raises(ServiceFull, match="all 20 places are taken"):
            await one.ask("full")
