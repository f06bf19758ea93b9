"""What is kept behind a call's back."""

import asyncio
import time
from collections.abc import AsyncGenerator

import pytest

from domain.errors import StaleEpoch
from infrastructure.persistence import behind as module
from infrastructure.persistence.behind import MOST_WAITING, Behind, Job


class Away(Exception):
    """What keeps is not there."""


class Refused(Away):
    """What keeps does not want it."""


@pytest.fixture
async def behind(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Behind]:
    monkeypatch.setattr(module, "PAUSES_S", (0.0,))
    behind = Behind("the store", (Away,), refusals=(Refused,), closes_within_s=0.05)
    behind.start()
    yield behind
    await behind.stop()


def writing(to: list[str], what: str, *, fails: int = 0) -> Job:
    left = [fails]

    async def write() -> None:
        if left[0]:
            left[0] -= 1
            raise Away
        to.append(what)

    return write


async def test_all_is_kept_in_order_though_the_store_is_away_for_a_while(
    behind: Behind, caplog: pytest.LogCaptureFixture
) -> None:
    kept = list[str]()
    behind.add("c1", writing(kept, "first", fails=5))
    behind.add("c1", writing(kept, "second"))
    await behind.settled()
    assert kept == ["first", "second"]
    assert caplog.text.count("cannot be reached") == 1


async def test_a_newer_one_takes_the_place_of_what_waits(behind: Behind) -> None:
    kept = list[str]()
    for number in range(3):
        behind.add("c1", writing(kept, f"state {number}"), replaces="state")
        behind.add("c2", writing(kept, f"other {number}"), replaces="state")
    await behind.settled()
    assert kept == ["state 2", "other 2"]


async def test_one_that_was_replaced_comes_after_what_was_added_before(behind: Behind) -> None:
    kept = list[str]()
    behind.add("c1", writing(kept, "old note"), replaces="note")
    behind.add("c1", writing(kept, "turn"))
    behind.add("c1", writing(kept, "new note"), replaces="note")
    await behind.settled()
    assert kept == ["turn", "new note"]


async def test_replacing_costs_the_same_however_much_waits() -> None:
    behind, kept = Behind("the store", (Away,)), list[str]()
    for number in range(MOST_WAITING - 1):
        behind.add("c1", writing(kept, f"turn {number}"))
    began = time.process_time()
    for number in range(20_000):
        behind.add("c2", writing(kept, f"note {number}"), replaces="note")
    assert time.process_time() - began < 1.0  # each looking at all that waits, it takes minutes


async def test_of_too_much_the_oldest_is_lost(behind: Behind, caplog: pytest.LogCaptureFixture) -> None:
    kept = list[str]()
    for number in range(MOST_WAITING + 1):
        behind.add("c1", writing(kept, str(number)))
    await behind.settled()
    assert (kept[0], len(kept)) == ("1", MOST_WAITING)
    assert caplog.text.count("the oldest of it is lost") == 1
    assert "1 things of calls were lost in all" in caplog.text


async def test_what_is_refused_for_long_is_lost_and_told_once_and_the_rest_is_kept(
    behind: Behind, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REFUSED_FOR_S", 0.02)
    kept = list[str]()

    async def refused() -> None:
        raise Refused

    behind.add("c1", refused)
    behind.add("c2", refused)
    behind.add("c1", writing(kept, "the next"))
    await behind.settled()
    assert kept == ["the next"]
    assert caplog.text.count("something is refused, and so lost: Refused") == 1
    assert "2 things of calls were lost in all" in caplog.text


async def test_what_is_refused_for_a_moment_is_kept(behind: Behind, caplog: pytest.LogCaptureFixture) -> None:
    kept, left = list[str](), [3]

    async def refused_at_first() -> None:
        left[0] -= 1
        if left[0]:
            raise Refused
        kept.append("it")

    behind.add("c1", refused_at_first)
    await behind.settled()
    assert kept == ["it"]
    assert "lost" not in caplog.text


async def test_a_store_that_is_away_for_long_loses_nothing(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REFUSED_FOR_S", 0.0)
    kept = list[str]()
    behind.add("c1", writing(kept, "it", fails=1_000))
    await behind.settled()
    assert kept == ["it"]


async def test_whoever_was_succeeded_is_told_by_which_epoch_and_others_are_kept(behind: Behind) -> None:
    kept, told = list[str](), list[tuple[str, int]]()
    behind.on_stale = lambda call, epoch: told.append((call, epoch))

    async def refused() -> None:
        raise StaleEpoch(1, 2)

    behind.add("c1", refused)
    behind.add("c1", writing(kept, "of the newest owner, in the same process"))
    behind.add("c2", writing(kept, "of another call"))
    await behind.settled()
    assert kept == ["of the newest owner, in the same process", "of another call"]
    assert told == [("c1", 2)]


async def test_what_cannot_be_kept_at_all_holds_up_nothing(
    behind: Behind, caplog: pytest.LogCaptureFixture
) -> None:
    kept = list[str]()

    async def broken() -> None:
        raise ValueError

    behind.add("c1", broken)
    behind.add("c1", writing(kept, "the next"))
    await behind.settled()
    assert kept == ["the next"]
    assert "could not be kept" in caplog.text


async def test_a_store_that_stays_away_does_not_hold_up_the_end(caplog: pytest.LogCaptureFixture) -> None:
    behind = Behind("the store", (Away,), closes_within_s=0.01)
    behind.start()
    behind.add("c1", writing([], "never", fails=1_000_000))
    await asyncio.sleep(0)
    async with asyncio.timeout(1):
        await behind.stop()
    assert "1 things were not kept" in caplog.text
