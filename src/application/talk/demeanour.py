"""What the agents are seen to do, and how long nobody says anything."""

import asyncio
from collections.abc import Callable

from application.talk.silent_caller import SilentCaller
from domain.interfaces.line import AgentState, Line


class Demeanour:
    """Shows what the agents do; counts the silence while they only listen.

    :param silence_s: of the caller, after which something may be said.
    :param on_silence: called then.
    """

    def __init__(self, line: Line, silence_s: float, on_silence: Callable[[], None]) -> None:
        self._line = line
        self._silence_s = silence_s
        self._on_silence = on_silence
        self._caller = SilentCaller(lambda: line.can_hear)
        self._state: AgentState | None = None
        self._counting: asyncio.TimerHandle | None = None
        self._counted_s = 0.0

    def leave(self) -> tuple[float, int, bool]:
        """How long nobody has said anything, how many such silences have passed, and whether the caller types."""
        left_s = self._silence_s
        if self._counting is not None:
            left_s = self._counting.when() - asyncio.get_running_loop().time()
        return max(0.0, self._silence_s - left_s), self._caller.silences, self._caller.types

    def go_on(self, silent_s: float, silences: int, *, types: bool) -> None:
        """As another owner of the call has counted."""
        self._counted_s = silent_s
        self._caller.go_on(silences, types=types)

    def caller_spoke(self) -> None:
        self._caller.spoke()
        self.stop()

    def caller_typed(self) -> None:
        self._caller.typed()
        self.stop()

    def show(self, state: AgentState, *, caller_speaks: bool) -> None:
        """How it is now; called whenever that may have changed."""
        if state is not self._state:
            self._state = state
            self._line.show_state(state)
        if state is not AgentState.LISTENING or caller_speaks:
            self.stop()
        elif self._counting is None:
            self._count()

    def stop(self) -> None:
        """Count no more, until the next `show`, and from the beginning then."""
        self._counted_s = 0.0
        if self._counting is not None:
            self._counting.cancel()
            self._counting = None

    def _count(self) -> None:
        left_s, self._counted_s = max(0.0, self._silence_s - self._counted_s), 0.0
        self._counting = asyncio.get_running_loop().call_later(left_s, self._was_silent)

    def _was_silent(self) -> None:
        self._counting = None
        if self._caller.is_to_be_asked():
            self._on_silence()
        else:
            self._count()
