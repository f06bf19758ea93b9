"""Where the time of each turn went, as the agent service's log tells it."""

import re
from collections.abc import Sequence

from domain.entities.response_time import ResponseTime

WAITING = "waiting: pause, turn detector, last words"
THINKING = "thinking: first word of the answer"
SPEAKING = "speaking: first sound of the answer"
ON_THE_WAY = "sound on its way, both ways"

STAGES = (WAITING, THINKING, SPEAKING, ON_THE_WAY)

DOUBTED_MS = 500
"""A turn that is waited for so long did not sound finished."""

_TOLD = re.compile(r"answered after [\d.]+ ms: ([\d.]+) waiting, ([\d.]+) thinking, ([\d.]+) speaking")


def read_responses(log: str) -> Sequence[ResponseTime]:
    """In the order of the turns."""
    return [ResponseTime(*map(float, told)) for told in _TOLD.findall(log)]


def stages_s(response: ResponseTime, delay_s: float) -> dict[str, float]:
    """They add up to what the caller waited.

    :param delay_s: as measured at the caller.
    """
    parts_s = (response.waiting_ms / 1000, response.thinking_ms / 1000, response.speaking_ms / 1000)
    return dict(zip(STAGES, (*parts_s, delay_s - sum(parts_s)), strict=True))
