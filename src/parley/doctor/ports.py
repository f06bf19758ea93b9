"""Checks that the ports are free, or names their holders."""

from collections.abc import Mapping, Sequence

from domain.errors import ConfigurationInvalid
from parley.doctor.finding import Finding, State
from parley.launch.fleet_plan import AGENT_PORT, CONTROL_PLANE_PORT
from parley.launch.livekit_config import LiveKitPorts
from parley.launch.livekit_server import LIVEKIT_URL
from parley.launch.ports import ensure_port_free


def wanted_ports(environment: Mapping[str, str]) -> Mapping[str, int]:
    """Those that `parley run` would take, by what they are for. A service that is told 0 takes one that is free.

    :raises ConfigurationInvalid: a variable is set to no port.
    """
    wanted = {
        "the agent service": _port(environment, AGENT_PORT, 8000),
        "the control plane": _port(environment, CONTROL_PLANE_PORT, 8080),
    }
    if LIVEKIT_URL not in environment:
        wanted = {"the LiveKit server": LiveKitPorts().http, **wanted}
    return {use: port for use, port in wanted.items() if port}


def _port(environment: Mapping[str, str], variable: str, usual: int) -> int:
    text = environment.get(variable, str(usual))
    if not (text.isdecimal() and int(text) <= 65535):
        raise ConfigurationInvalid(f"{variable}: set it to a number from 0 to 65535")
    return int(text)


def check_ports(ports: Mapping[str, int]) -> Sequence[Finding]:
    """A held port is no fault in itself: it may be Parley's own, running.

    :param ports: by what they are for.
    """
    return [_finding(use, port) for use, port in ports.items()]


def _finding(use: str, port: int) -> Finding:
    try:
        ensure_port_free(port, use=use)
    except ConfigurationInvalid as held:
        return Finding(f"Port {port}", State.LACKING, str(held))
    return Finding(f"Port {port}", State.GOOD, f"free, for {use}")
