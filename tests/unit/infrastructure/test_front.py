"""How a service's settings are shared out over its processes."""

import pytest
from pydantic import SecretStr

from infrastructure.front import shares
from infrastructure.providers.settings import ProviderSettings
from infrastructure.settings import (
    AgentSettings,
    BusinessSettings,
    CostSettings,
    LiveKitSettings,
    LoggingSettings,
    ServiceSettings,
    Settings,
    SpeechSettings,
    TurnSettings,
)


def settings(capacity: int, processes: int) -> Settings:
    return Settings(
        LiveKitSettings(livekit_api_key="key", livekit_api_secret=SecretStr("x" * 32)),
        ServiceSettings.model_validate({"agent_capacity": capacity, "agent_processes": processes}),
        TurnSettings(),
        AgentSettings(),
        BusinessSettings.model_validate({"records": "memory"}),
        SpeechSettings(),
        ProviderSettings(),
        CostSettings(),
        LoggingSettings(),
    )


@pytest.mark.parametrize(("capacity", "processes"), [(20, 4), (10, 4), (5, 4), (1, 4), (7, 1)])
def test_all_together_take_as_many_calls_as_the_service_may(capacity: int, processes: int) -> None:
    of_each = [int(share["PARLEY_AGENT_CAPACITY"]) for share in shares(settings(capacity, processes))]
    assert sum(of_each) == capacity
    assert max(of_each) - min(of_each) <= 1
    assert min(of_each) >= 1


def test_decoders_are_shared_out() -> None:
    assert [share["PARLEY_RECOGNISERS"] for share in shares(settings(20, 2))] == ["2", "2"]
