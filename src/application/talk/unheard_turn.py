"""A caller who has spoken, and whose words are long in coming from the recogniser."""

import asyncio
import time
from collections.abc import Callable

LATE_S = 1.2
"""From the pause that ends speech: a recogniser that is well needs 0.1 to 0.7 s, and one that is replaced twice
as long. Words that come just before this leave 0.3 s for an answer before that is late too (`cover_waits`): with
pause, synthesis and network the caller hears nothing for 2.4 s."""

LOST_S = 3.0
"""After that: a chain of recognisers that are all late has given up by then. Whoever has understood nothing, or
noise, gives no words either."""

ASKED_AGAIN_S = 0.2
"""Whether the caller is still waited for. The last words have this long to come when that is over."""

SHORTEST_SPEECH_S = 0.8
"""A cough or an "mm-hm" is shorter, and nobody waits for an answer to it."""


class UnheardTurn:
    """Notices for each turn that neither words nor an answer have come.

    :param on_late: called then, once.
    :param on_lost: called when they have still not come, once.
    :param may_go_on: whether it is the caller who is waited for, some of whose words are there.
    """

    def __init__(
        self,
        on_late: Callable[[], None],
        on_lost: Callable[[], None],
        *,
        may_go_on: Callable[[], bool] = lambda: False,
        late_s: float = LATE_S,
        lost_s: float = LOST_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._on_late = on_late
        self._on_lost = on_lost
        self._may_go_on = may_go_on
        self._late_s = late_s
        self._lost_s = lost_s
        self._clock = clock
        self._began: float | None = None
        self._silent_since: float | None = None
        self._waiting: asyncio.TimerHandle | None = None

    @property
    def is_waited_for(self) -> bool:
        """Whether the caller has said something, and nobody knows yet what."""
        return self._waiting is not None

    @property
    def waited_s(self) -> float:
        """Since the caller stopped; 0 when something else was heard after that."""
        return 0.0 if self._silent_since is None else self._clock() - self._silent_since

    def caller_began(self) -> None:
        self.answered()
        self._silent_since = None
        self._began = self._clock()

    def caller_stopped(self) -> None:
        """Counts from here, when what was said was long enough to be words."""
        began, self._began = self._began, None
        self._silent_since = self._clock()
        if began is not None and self._clock() - began >= SHORTEST_SPEECH_S:
            self._waiting = asyncio.get_running_loop().call_later(self._late_s, self._late)

    def answered(self) -> None:
        """The words are there, or their answer: nobody waits."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def agent_spoke(self) -> None:
        """Something is heard, if only that the answer is late."""
        self._silent_since = None

    def _late(self) -> None:
        if self._may_go_on():
            self._waiting = asyncio.get_running_loop().call_later(ASKED_AGAIN_S, self._late)
            return
        self._waiting = asyncio.get_running_loop().call_later(self._lost_s, self._lost)
        self._on_late()

    def _lost(self) -> None:
        self._waiting = None
        self._on_lost()
