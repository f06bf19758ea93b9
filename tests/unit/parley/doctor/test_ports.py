"""Which ports `parley doctor` looks at."""

import pytest

from domain.errors import ConfigurationInvalid
from parley.doctor.ports import wanted_ports


def test_the_usual_ones_unless_told_otherwise() -> None:
    assert wanted_ports({}) == {
        "the LiveKit server": 7880,
        "the agent service": 8000,
        "the control plane": 8080,
    }


def test_those_that_the_operator_has_set() -> None:
    ports = wanted_ports({"PARLEY_AGENT_PORT": "9000", "PARLEY_CONTROL_PLANE_PORT": "9100"})

    assert (ports["the agent service"], ports["the control plane"]) == (9000, 9100)


def test_none_for_a_livekit_server_that_is_there_already_and_for_a_port_that_will_be_free() -> None:
    ports = wanted_ports({"PARLEY_LIVEKIT_URL": "ws://livekit.example:7880", "PARLEY_AGENT_PORT": "0"})

    assert ports == {"the control plane": 8080}


@pytest.mark.parametrize("port", ["many", "-1", "65536", ""])
def test_a_port_that_is_none_is_named(port: str) -> None:
    with pytest.raises(ConfigurationInvalid, match="PARLEY_CONTROL_PLANE_PORT"):
        wanted_ports({"PARLEY_CONTROL_PLANE_PORT": port})
