"""Which processes make a fleet on one machine, and what each of them is told."""

import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.errors import ConfigurationInvalid
from parley.launch.ports import LOOPBACK

AGENT_PORT = "PARLEY_AGENT_PORT"
CONTROL_PLANE_PORT = "PARLEY_CONTROL_PLANE_PORT"
SERVICE_KEYS = "PARLEY_SERVICE_KEYS"

COMMAND = (sys.executable, "-P", "-m", "parley")
"""Nothing is imported from the folder that it is started in."""


@dataclass(frozen=True, slots=True)
class PlannedProcess:
    """One of the services, to be run by `parley`.

    :ivar command: of `parley`.
    :ivar port_variable: chooses the first of such processes' ports; the others' follow.
    :ivar ready: answers with 200 when it is ready.
    """

    name: str
    command: str
    port: int
    port_variable: str
    env: Mapping[str, str]
    ready: str

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


@dataclass(frozen=True, slots=True)
class FleetPlan:
    agents: Sequence[PlannedProcess]
    control_planes: Sequence[PlannedProcess]


def plan_fleet(replicas: int, control_planes: int, *, redis_url: str, environment: Mapping[str, str]) -> FleetPlan:
    """All share one Redis and one service key; every replica knows all control planes, and none another replica.

    :param environment: what the operator has set, which each process has as well.
    :raises ConfigurationInvalid: a port is none, or two processes would have the same one.
    """
    agent_ports = _ports(environment, AGENT_PORT, 8000, replicas)
    control_ports = _ports(environment, CONTROL_PLANE_PORT, 8080, control_planes)
    if set(agent_ports) & set(control_ports):
        raise ConfigurationInvalid(
            f"{replicas} agent services from port {agent_ports[0]} reach into the control planes' ports: set "
            f"{AGENT_PORT} or {CONTROL_PLANE_PORT}"
        )
    shared = {
        "PARLEY_REDIS_URL": redis_url,
        SERVICE_KEYS: environment.get(SERVICE_KEYS) or _new_key(),
    }
    urls = ",".join(f"http://{LOOPBACK}:{port}" for port in control_ports)
    return FleetPlan(
        [_agent(number, port, shared, urls) for number, port in enumerate(agent_ports, 1)],
        [_control_plane(number, port, shared) for number, port in enumerate(control_ports, 1)],
    )


def _new_key() -> str:
    """For one run."""
    return f"run-{secrets.token_hex(4)}:{secrets.token_urlsafe(32)}"


def _agent(number: int, port: int, shared: Mapping[str, str], control_plane_urls: str) -> PlannedProcess:
    env = {
        **shared,
        AGENT_PORT: str(port),
        "PARLEY_AGENT_HOST": LOOPBACK,
        "PARLEY_AGENT_URL": f"http://{LOOPBACK}:{port}",
        "PARLEY_REPLICA_ID": f"agent-{number}",
        "PARLEY_CONTROL_PLANE_URLS": control_plane_urls,
    }
    return PlannedProcess(f"agent-{number}", "agent", port, AGENT_PORT, env, "/health/ready")


def _control_plane(number: int, port: int, shared: Mapping[str, str]) -> PlannedProcess:
    env = {**shared, CONTROL_PLANE_PORT: str(port)}
    return PlannedProcess(
        f"control-{number}", "control-plane", port, CONTROL_PLANE_PORT, env, "/api/v1/health/ready"
    )


def _ports(environment: Mapping[str, str], variable: str, usual: int, count: int) -> Sequence[int]:
    """:raises ConfigurationInvalid: the variable is set to no port that has so many after it."""
    text = environment.get(variable, str(usual))
    first = int(text) if text.isdecimal() else 0
    if not 0 < first <= 65536 - count:
        raise ConfigurationInvalid(f"{variable} is the first of {count} ports here: set it to a number from 1")
    return range(first, first + count)
