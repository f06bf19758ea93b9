"""How far answers are, in this process alone."""

from domain.entities.saying import Saying
from domain.interfaces.progress import AnswerProgress


class InMemoryAnswerProgress(AnswerProgress):
    """Lost with the process."""

    def __init__(self) -> None:
        self._notes: dict[str, tuple[int, Saying]] = {}

    def note(self, session_id: str, saying: Saying | None, *, epoch: int) -> None:
        if epoch < self._notes.get(session_id, (epoch,))[0]:
            return
        if saying is None:
            self._notes.pop(session_id, None)
        else:
            self._notes[session_id] = epoch, saying

    async def latest(self, session_id: str) -> Saying | None:
        return self._notes[session_id][1] if session_id in self._notes else None
