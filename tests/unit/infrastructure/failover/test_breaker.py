"""The circuit breaker of one provider."""

import pytest

from domain.interfaces.provider_watch import legs_down
from infrastructure.adapters.failover.breaker import Breaker
from infrastructure.adapters.failover.leg import Leg, Provider
from infrastructure.adapters.failover.watch import LegWatch


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker("openai", opens_after=3, within_s=30, cools_s=15, clock=clock)


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        breaker.failed()


def test_two_failures_are_chance(breaker: Breaker) -> None:
    fail(breaker, 2)

    assert breaker.allows()
    assert not breaker.is_open


def test_three_failures_in_a_short_time_open_it(breaker: Breaker) -> None:
    fail(breaker, 3)

    assert breaker.is_open
    assert not breaker.allows()


def test_failures_far_apart_do_not_open_it(breaker: Breaker, clock: Clock) -> None:
    for _ in range(5):
        breaker.failed()
        clock.now += 16

    assert breaker.allows()


def test_a_success_between_makes_the_count_begin_anew(breaker: Breaker) -> None:
    fail(breaker, 2)
    breaker.succeeded()
    fail(breaker, 2)

    assert breaker.allows()


def test_after_cooling_one_caller_tries_it(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 15

    assert not breaker.is_open
    assert [breaker.allows() for _ in range(3)] == [True, False, False]
    assert breaker.is_open


def test_a_probe_that_succeeds_closes_it(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 15
    breaker.allows()
    breaker.succeeded()

    assert [breaker.allows() for _ in range(2)] == [True, True]


def test_a_probe_that_fails_opens_it_for_as_long_again(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 15
    breaker.allows()
    breaker.failed()
    clock.now += 14

    assert not breaker.allows()


def test_a_probe_that_never_ends_lets_another_caller_try_later(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 15
    breaker.allows()
    clock.now += 15

    assert breaker.allows()


def test_who_is_down_is_asked_last_but_rather_than_nobody(breaker: Breaker, clock: Clock) -> None:
    other = Breaker("flite", clock=clock)
    leg = Leg("tts", [Provider("openai", 1, breaker), Provider("flite", 2, other)])
    fail(breaker, 3)

    assert [provider.name for provider in leg.willing()] == ["flite", "openai"]
    assert legs_down(LegWatch(leg).states()) == ()


def test_a_leg_is_down_when_all_its_providers_are(breaker: Breaker) -> None:
    fail(breaker, 3)

    assert legs_down(LegWatch(Leg("tts", [Provider("openai", 1, breaker)])).states()) == ("tts",)
