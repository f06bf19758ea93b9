import pytest

from control_plane.application.reconciling.backoff import GIVEN_UP_AFTER_S, LONGEST_S, Backoff
from tests.fakes.control_plane.clock import FakeClock


def at_its_longest(_least: float, most: float) -> float:
    return most


def waits(backoff: Backoff, clock: FakeClock, tries: int) -> list[float]:
    """Seconds until each next try is due."""
    found: list[float] = []
    for _ in range(tries):
        backoff.failed("c1")
        began_s = clock.passed_s
        while not backoff.is_due("c1"):
            clock.advance(0.01)
        found.append(clock.passed_s - began_s)
    return found


def test_a_call_that_was_never_tried_is_due() -> None:
    assert Backoff(FakeClock().monotonic).is_due("c1")


def test_waits_double_up_to_the_longest() -> None:
    clock = FakeClock()
    backoff = Backoff(clock.monotonic, at_its_longest)
    assert waits(backoff, clock, 7) == pytest.approx([0.15, 0.3, 0.6, 1.2, 2.4, 3.0, 3.0], abs=0.02)


def test_chance_keeps_calls_apart() -> None:
    clock = FakeClock()
    first_waits = {round(waits(Backoff(clock.monotonic), clock, 1)[0], 2) for _ in range(50)}
    assert len(first_waits) > 3
    assert all(0.04 <= wait_s <= 0.17 for wait_s in first_waits)


def test_hope_ends_after_a_while() -> None:
    clock = FakeClock()
    backoff = Backoff(clock.monotonic)
    assert not backoff.is_hopeless("c1")
    backoff.failed("c1")
    clock.advance(GIVEN_UP_AFTER_S)
    backoff.failed("c1")
    assert not backoff.is_hopeless("c1")
    clock.advance(LONGEST_S)
    assert backoff.is_hopeless("c1")


def test_a_call_that_was_carried_meanwhile_begins_anew() -> None:
    clock = FakeClock()
    backoff = Backoff(clock.monotonic, at_its_longest)
    waits(backoff, clock, 5)
    backoff.keep_only({"c2"})
    assert backoff.is_due("c1")
    assert waits(backoff, clock, 1) == pytest.approx([0.15], abs=0.02)
