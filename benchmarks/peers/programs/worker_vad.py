"""livekit-agents' voice activity, when the script says what is voice."""

from typing import Any

from livekit.agents import inference, vad

from benchmarks.peers.sound import is_audible


class LevelVad(inference.VAD):
    """The framework's own detector at work, with the level's answer in place of its model's."""

    def stream(self) -> vad.VADStream:
        stream: Any = super().stream()
        stream._native_vad = _Level(stream._native_vad)  # noqa: SLF001  # nothing public takes a model
        return stream


class _Level:
    def __init__(self, model: Any) -> None:
        self._model = model

    def predict(self, window: Any) -> float:
        self._model.predict(window)
        return 1.0 if is_audible(window.tobytes()) else 0.0

    def reset(self) -> None:
        self._model.reset()
