"""Let another replica go on with this call."""

from dataclasses import dataclass

from domain.entities.session import EndReason
from domain.errors import SessionNotFound
from domain.interfaces.calls import Calls
from domain.interfaces.registry import SessionRegistry


@dataclass(frozen=True, slots=True)
class HandOverCommand:
    """
    :ivar epoch: of the owner that is asked.
    :ivar successor_epoch: of the standby that is in the room.
    :ivar within_s: to wait for a moment at which nobody would notice.
    """

    session_id: str
    epoch: int
    successor_epoch: int
    within_s: float


class HandOverCall:
    """Twice is once: what was handed over already is no error."""

    def __init__(self, *, calls: Calls, registry: SessionRegistry) -> None:
        self._calls = calls
        self._registry = registry

    async def __call__(self, command: HandOverCommand) -> None:
        """
        :raises SessionNotFound: no such call, or it is over.
        :raises StaleEpoch: it has another owner.
        :raises NotMovable: it goes on here.
        """
        try:
            await self._calls.hand_over(
                command.session_id,
                epoch=command.epoch,
                successor_epoch=command.successor_epoch,
                within_s=command.within_s,
            )
        except SessionNotFound:
            session = await self._registry.get(command.session_id)
            is_done = session is not None and session.reason is EndReason.HANDED_OVER
            if session is None or not is_done or session.epoch != command.epoch:
                raise
