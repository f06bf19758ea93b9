"""The service's models of voices, for a clock that jumps."""

import asyncio
from functools import cache
from typing import Any

import numpy as np
from livekit import local_inference

from domain.interfaces.voice_activity import VoiceActivity, VoiceDetector
from infrastructure.adapters.local_inference.voice_activity import LocalVoiceActivity

DETECTOR_TAKES_MS = 35
"""Measured on two cores of a server. Here it is asked between two moments of the clock."""

MS = 1000


class SteadyVoiceDetector(VoiceDetector):
    """The service's models, asked at once: a thread's answer would come at no time of a clock that jumps.

    :ivar latest: what it has answered last.
    """

    def __init__(self) -> None:
        self.latest = 0.0

    def open(self) -> VoiceActivity:
        return LocalVoiceActivity()

    async def turn_is_over(self, pcm: bytes) -> float:
        self.latest = turn_is_over(pcm)
        await asyncio.sleep(DETECTOR_TAKES_MS / MS)
        return self.latest


@cache
def _turn_end() -> Any:
    return local_inference.EOT()


def turn_is_over(pcm: bytes) -> float:
    return float(_turn_end().predict(np.frombuffer(pcm, np.int16)[-local_inference.EOT_MAX_SAMPLES :]))
