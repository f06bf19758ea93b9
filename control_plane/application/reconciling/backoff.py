"""When a call that could not be carried is tried again."""

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass

FIRST_S = 0.1
LONGEST_S = 2.0
GIVEN_UP_AFTER_S = 60.0
"""Nobody waits longer on a line that is dead."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    since_s: float
    tries: int
    due_s: float


class Backoff:
    """Per call: twice as long after each try, and by chance half as much more or less, so that no crowd forms."""

    def __init__(
        self, clock: Callable[[], float], chance: Callable[[float, float], float] = random.uniform
    ) -> None:
        self._clock = clock
        self._chance = chance
        self._waiting: dict[str, _Waiting] = {}

    def is_due(self, call_id: str) -> bool:
        waiting = self._waiting.get(call_id)
        return waiting is None or waiting.due_s <= self._clock()

    def is_hopeless(self, call_id: str) -> bool:
        """It has been tried for as long as a caller may still be there."""
        waiting = self._waiting.get(call_id)
        return waiting is not None and self._clock() - waiting.since_s > GIVEN_UP_AFTER_S

    def failed(self, call_id: str) -> None:
        """It was tried just now."""
        now_s = self._clock()
        before = self._waiting.get(call_id)
        tries = before.tries if before else 0
        pause_s = min(LONGEST_S, FIRST_S * 2.0**tries) * self._chance(0.5, 1.5)
        self._waiting[call_id] = _Waiting(before.since_s if before else now_s, tries + 1, now_s + pause_s)

    def keep_only(self, call_ids: Collection[str]) -> None:
        """Forget all others: they are carried, or over."""
        self._waiting = {call_id: each for call_id, each in self._waiting.items() if call_id in call_ids}
