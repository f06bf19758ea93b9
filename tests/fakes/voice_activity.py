"""Whoever makes a sound speaks; whether a turn is over is what a test says."""

import asyncio

from domain.interfaces.voice_activity import VoiceActivity, VoiceDetector


class FakeVoiceDetector(VoiceDetector):
    """
    :ivar probability: that a turn is over.
    :ivar takes_s: to say so.
    """

    def __init__(self, probability: float = 1.0) -> None:
        self.probability = probability
        self.takes_s = 0.0
        self.asked = 0

    def open(self) -> VoiceActivity:
        return FakeVoiceActivity()

    async def turn_is_over(self, pcm: bytes) -> float:
        self.asked += 1
        if self.takes_s:
            await asyncio.sleep(self.takes_s)
        return self.probability


class FakeVoiceActivity(VoiceActivity):
    def probability(self, window: bytes) -> float:
        return 1.0 if any(window) else 0.0
