"""This replica's place in a fleet, from the settings."""

import asyncio
import random
import socket
import uuid
from contextlib import suppress
from importlib.metadata import version

from application.lease.lease import Lease
from domain.interfaces.calls import Calls
from domain.interfaces.events import CallEvents
from domain.interfaces.registry import SessionRegistry
from infrastructure.adapters.control_plane.messages import Replica
from infrastructure.adapters.control_plane.web_socket import WebSocketControlPlane
from infrastructure.settings import ServiceSettings
from service_tokens.gate import TokenGate
from service_tokens.tokens import Audience, ServiceTokens

OPENS_WITHIN_S = 5.0
"""From the end of the warming until the port listens, which takes milliseconds."""

LOOK_S = 0.02


def open_lease(service: ServiceSettings, *, calls: Calls, registry: SessionRegistry, events: CallEvents) -> Lease:
    """Without a control plane in the settings it holds nothing, and does nothing.

    Which instance is tried first is left to chance, so that each has its share of the replicas.
    """
    replica = replica_of(service)
    tokens = ServiceTokens(service.key_ring, Audience.CONTROL_PLANE) if service.key_ring else None
    urls = random.sample(service.control_plane_urls, len(service.control_plane_urls))
    return Lease(
        [WebSocketControlPlane(url, replica, tokens) for url in urls],
        calls=calls,
        registry=registry,
        events=events,
        open_for_calls=lambda: _listens(service.agent_host, service.agent_port),
    )


def gate_of(service: ServiceSettings) -> TokenGate | None:
    """What commands have to pass; None: they come from this machine, and everyone there may command."""
    return TokenGate(service.key_ring, Audience.AGENT) if service.key_ring else None


def replica_of(service: ServiceSettings) -> Replica:
    host, port = service.agent_host, service.agent_port
    named = f"[{host}]" if ":" in host else host
    return Replica(
        replica_id=service.replica_id or f"{socket.gethostname()}-{port}",
        url=service.agent_url or f"http://{named}:{port}",
        incarnation=uuid.uuid4().hex,
        version=version("parley"),
    )


async def _listens(host: str, port: int) -> None:
    """Whoever is told of this replica may send a call at once: the door must be open by then."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    with suppress(TimeoutError):
        async with asyncio.timeout(OPENS_WITHIN_S):
            while True:
                if port == 0 or await _connects(reached, port):
                    return
                await asyncio.sleep(LOOK_S)


async def _connects(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True
