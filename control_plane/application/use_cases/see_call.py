"""How is this call?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from control_plane.application.picture import Picture
from control_plane.domain.agent_errors import AgentError
from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.entities.principal import Principal
from control_plane.domain.interfaces.agent_service import AgentService
from control_plane.domain.interfaces.call_registry import CallRegistry
from control_plane.domain.interfaces.replica_registry import ReplicaRegistry

ASK_TIMEOUT_S = 1.0


@dataclass(frozen=True, slots=True)
class SeeCall:
    """Asks the agent service that carries it; when that one does not answer, what was known last is told."""

    calls: CallRegistry
    agents: AgentService
    picture: Picture
    replicas: ReplicaRegistry
    now: Callable[[], datetime]

    async def __call__(self, wanted: str, by: Principal) -> Call:
        """:raises CallNotFound: no call by that call id or session id, for this principal."""
        call = await self.picture.find_for(by, wanted)
        if not (call.is_live and call.agent):
            return call
        try:
            session = await self.agents.session(call.agent, call.session_id, ASK_TIMEOUT_S)
        except AgentError:
            return call
        current = await self.picture.find(wanted)
        if (current.agent, current.session_id) != (call.agent, call.session_id):
            return current
        if session:
            seen = current.carried(call.agent, session, self.now())
        elif await self._holds_a_lease(call.agent):  # then the call is about to be recovered
            return current
        else:
            seen = current.over(CallStatus.ENDED, "session_gone", self.now())
        await self.calls.exchange(current, seen)
        return seen

    async def _holds_a_lease(self, agent: str) -> bool:
        return bool(await self.replicas.leased_at([agent]))
