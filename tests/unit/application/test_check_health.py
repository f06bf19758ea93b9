"""Whether calls can be taken, as far as providers decide it."""

import pytest

from application.use_cases.check_health import Condition
from domain.interfaces.provider_watch import ProviderState
from tests.unit.application.service import FakeService


def state(leg: str, provider: str, *, up: bool) -> ProviderState:
    return ProviderState(leg, provider, is_up=up, failures=0 if up else 3)


@pytest.fixture
def service() -> FakeService:
    return FakeService()


async def test_a_provider_that_is_down_stops_nobody_while_another_is_up(service: FakeService) -> None:
    service.providers.now = [state("tts", "elevenlabs", up=False), state("tts", "flite", up=True)]
    health = await service.health()

    assert health.is_ready
    assert health.providers == service.providers.now


async def test_without_a_provider_for_a_leg_no_call_is_taken(service: FakeService) -> None:
    service.providers.now = [state("tts", "flite", up=True), state("stt", "openai", up=False)]
    health = await service.health()

    assert health.condition is Condition.DEGRADED
    assert not health.is_ready
