"""What no lease and no index leads to."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.interfaces.call_registry import CallRegistry
from control_plane.domain.interfaces.replica_registry import ReplicaRegistry

logger = logging.getLogger(__name__)
ABANDONED_AFTER = timedelta(minutes=1)
"""Much longer than a placement may take."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Looks at every live call, which is why it is done seldom, and takes its time.

    :ivar configured: base URLs of the services whose calls `Picture` looks after.
    """

    calls: CallRegistry
    replicas: ReplicaRegistry
    configured: Collection[str]
    now: Callable[[], datetime]

    async def __call__(self, leader: int) -> None:
        """Calls of a replica that was lost so long ago that it is forgotten wait for another one; calls whose
        control plane died before it had placed them are over, as their callers have been told nothing.

        :param leader: the leader's fencing token.
        """
        looked_after = await self._looked_after()
        forgotten: set[str] = set()
        async for call in self.calls.live():
            if call.agent and call.agent not in looked_after | forgotten:
                looked_after = await self._looked_after()  # it may have come meanwhile
                forgotten |= {call.agent} - looked_after
            if call.agent in forgotten:
                logger.warning("call of a forgotten replica call_id=%s agent=%s", call.call_id, call.agent)
                await self.calls.exchange(call, call.lost(self.now()), leader)
            elif self._is_abandoned(call):
                following = replace(call, epoch=call.next_epoch)
                await self.calls.exchange(
                    call, following.over(CallStatus.FAILED, "never_placed", self.now()), leader
                )

    async def _looked_after(self) -> frozenset[str]:
        return frozenset({replica.url for replica in await self.replicas.all()}).union(self.configured)

    def _is_abandoned(self, call: Call) -> bool:
        return call.status is CallStatus.WANTED and self.now() - call.confirmed_at > ABANDONED_AFTER
