"""Give this replica no more calls."""

import logging
from dataclasses import dataclass

from control_plane.domain.errors import ReplicaNotFound
from control_plane.domain.interfaces.replica_registry import ReplicaRegistry

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DrainReplica:
    """Holds until the replica is started again; it is told with the answer to its next report."""

    replicas: ReplicaRegistry

    async def __call__(self, replica_id: str) -> None:
        """:raises ReplicaNotFound: no replica by that id."""
        if not await self.replicas.drain(replica_id):
            raise ReplicaNotFound
        logger.info("replica drained on request replica=%s", replica_id)
