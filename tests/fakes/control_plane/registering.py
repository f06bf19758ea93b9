"""An agent service on a socket that holds its lease at a control plane on a socket."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from service_tokens.tokens import ServiceTokens
from tests.fakes.agent_service import told_session
from tests.fakes.control_plane.agent import FakeAgent

BEAT_S = 0.1


@dataclass
class LeaseHolder:
    """:ivar answers: what the control plane said, oldest first."""

    agent: FakeAgent
    connection: ClientConnection
    incarnation: str = "i1"
    draining: bool = False
    answers: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    async def report(self) -> dict[str, Any]:
        message = {
            "url": self.agent.url,
            "incarnation": self.incarnation,
            "version": "0.1.0",
            "capacity": self.agent.capacity,
            "lag_ms": 0.4,
            "draining": self.draining,
            "sessions": [told_session(session) for session in self.agent.sessions.values()],
        }
        await self.connection.send(json.dumps(message))
        self.answers.append(json.loads(await self.connection.recv()))
        for call_id in self.answers[-1]["stale"]:
            self.agent.end(call_id, "displaced")
        return self.answers[-1]

    async def beat(self) -> None:
        while True:
            await self.report()
            await asyncio.sleep(BEAT_S)

    def vanish(self) -> None:
        """As the kernel closes the connections of a process that was killed."""
        self.connection.transport.abort()


def lease_url(control_plane: str, replica_id: str) -> str:
    return f"{control_plane.replace('http', 'ws', 1)}/api/v1/replicas/{replica_id}/lease"


@asynccontextmanager
async def holding_lease(
    control_plane: str, agent: FakeAgent, replica_id: str, tokens: ServiceTokens | None = None
) -> AsyncGenerator[LeaseHolder]:
    """It has reported once, and goes on doing so until it vanishes or is left.

    :param control_plane: its base URL.
    """
    headers = {"Authorization": tokens.header()} if tokens else {}
    async with connect(lease_url(control_plane, replica_id), additional_headers=headers, proxy=None) as connection:
        holder = LeaseHolder(agent, connection)
        await holder.report()
        beating = asyncio.create_task(holder.beat())
        try:
            yield holder
        finally:
            beating.cancel()
            await asyncio.wait([beating])
            if not beating.cancelled():
                beating.exception()
