"""Whoever makes a sound speaks; whether a turn is over is what a test says."""

from domain.interfaces.voice_activity import VoiceActivity, VoiceDetector


class FakeVoiceDetector(VoiceDetector):
    """:ivar probability: that a turn is over."""

    def __init__(self, probability: float = 1.0) -> None:
        self.probability = probability
        self.asked = 0

    def open(self) -> VoiceActivity:
        return FakeVoiceActivity()

    async def turn_is_over(self, pcm: bytes) -> float:
        self.asked += 1
        return self.probability


class FakeVoiceActivity(VoiceActivity):
    def probability(self, window: bytes) -> float:
        return 1.0 if any(window) else 0.0
