"""OpenAI's sound at the rate of our calls."""

from livekit.rtc import AudioFrame, AudioResampler

from domain.entities.audio import BYTES_PER_SAMPLE
from infrastructure.adapters.cloud_voice.chunks import SAMPLE_RATE_HZ

SENT_RATE_HZ = 24_000
"""Of `response_format="pcm"`: raw 16-bit samples, mono, little-endian."""


class Resampled:
    """Takes bytes as the network cuts them, within samples too. Holds back some 15 ms of sound until `flush`."""

    def __init__(self) -> None:
        self._resampler = AudioResampler(SENT_RATE_HZ, SAMPLE_RATE_HZ)
        self._pending = bytearray()

    def push(self, data: bytes) -> bytes:
        self._pending += data
        whole = len(self._pending) // BYTES_PER_SAMPLE * BYTES_PER_SAMPLE
        samples, self._pending = self._pending[:whole], self._pending[whole:]
        return _bytes(self._resampler.push(samples))

    def flush(self) -> bytes:
        return _bytes(self._resampler.flush())


def _bytes(frames: list[AudioFrame]) -> bytes:
    return b"".join(bytes(frame.data.cast("b")) for frame in frames)
