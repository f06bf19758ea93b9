"""What was said in a call, kept in this process."""

from domain.entities.turn import Turn
from domain.errors import StaleEpoch
from domain.interfaces.memory import CallMemory


class InMemoryCallMemory(CallMemory):
    """Lost with the process; grows until sessions are forgotten."""

    def __init__(self) -> None:
        self._turns: dict[str, list[Turn]] = {}
        self._epochs: dict[str, int] = {}

    async def append(self, session_id: str, turn: Turn, *, epoch: int) -> None:
        await self.claim(session_id, epoch=epoch)
        self._turns.setdefault(session_id, []).append(turn)

    async def recall(self, session_id: str) -> tuple[Turn, ...]:
        return tuple(self._turns.get(session_id, ()))

    async def claim(self, session_id: str, *, epoch: int) -> bool:
        current = self._epochs.get(session_id, epoch)
        if epoch < current:
            raise StaleEpoch(epoch, current)
        self._epochs[session_id] = epoch
        return False

    async def settle(self) -> bool:
        return False

    async def forget(self, session_id: str) -> None:
        self._turns.pop(session_id, None)
        self._epochs.pop(session_id, None)
