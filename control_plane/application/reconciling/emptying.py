"""Moving the calls of replicas that are to stop."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field

from control_plane.application.background import Background
from control_plane.application.reconciling.backoff import Backoff
from control_plane.application.reconciling.move import Move
from control_plane.domain.entities.call import MOVABLE, Call
from control_plane.domain.entities.replica import Replica
from control_plane.domain.errors import ControlPlaneError
from control_plane.domain.interfaces.call_meter import CallMeter
from control_plane.domain.interfaces.call_registry import CallRegistry

MOVES_AT_ONCE = 16
"""Of one replica: each is a participant more in a room, and an owner that looks for a quiet moment."""


@dataclass(slots=True)
class Emptying:
    """Compares, whenever it is asked to look, and begins what is missing.

    :ivar at_once: moves under way, of one replica.
    """

    calls: CallRegistry
    move: Move
    background: Background
    meter: CallMeter
    at_once: int = MOVES_AT_ONCE
    _under_way: dict[str, str] = field(default_factory=dict[str, str], init=False)
    """From calls to the replicas that they leave."""
    _backoff: Backoff = field(init=False)

    def __post_init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what was tried."""
        self._backoff = Backoff(lambda: asyncio.get_running_loop().time())

    @property
    def moving(self) -> int:
        """Calls that are being moved now."""
        return len(self._under_way)

    async def look(self, replicas: Collection[Replica], leader: int) -> None:
        """:param leader: the leader's fencing token."""
        leaving = [replica.url for replica in replicas if replica.is_alive and replica.is_draining]
        to_move = {url: await self.calls.carried_by(url) for url in leaving}
        self._backoff.keep_only({call.call_id for calls in to_move.values() for call in calls})
        for url, calls in to_move.items():
            for call in calls:
                if tuple(self._under_way.values()).count(url) >= self.at_once:
                    break
                if self._is_due(call):
                    self._under_way[call.call_id] = url
                    self.background.start(f"call:{call.call_id}:move", self._move(call, leader))

    def _is_due(self, call: Call) -> bool:
        """What is not known yet of a call that was found, its successor would not be told."""
        is_ready = call.call_id not in self._under_way and not call.is_found
        return is_ready and call.status in MOVABLE and self._backoff.is_due(call.call_id)

    async def _move(self, call: Call, leader: int) -> None:
        outcome = "internal"
        try:
            outcome = await self.move.move(call, leader)
        except ControlPlaneError as error:
            outcome = error.code
        finally:
            if outcome != "moved":
                self._backoff.failed(call.call_id)
            del self._under_way[call.call_id]
            self.meter.move_tried(outcome)
