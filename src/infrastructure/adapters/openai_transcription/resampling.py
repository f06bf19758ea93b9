"""Sound at the only rate that OpenAI's live recognition takes."""

from collections.abc import AsyncIterator

from livekit.rtc import AudioFrame, AudioResampler

from domain.entities.audio import RECOGNITION_RATE_HZ

LIVE_RATE_HZ = 24_000


async def resampled(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Mono s16le at 24 kHz, from such at 16 kHz; the filter's rest comes at the end."""
    resampler = AudioResampler(RECOGNITION_RATE_HZ, LIVE_RATE_HZ)
    async for piece in pieces:
        if sound := _joined(resampler.push(bytearray(piece))):
            yield sound
    if sound := _joined(resampler.flush()):
        yield sound


def _joined(frames: list[AudioFrame]) -> bytes:
    return b"".join(bytes(frame.data.cast("b")) for frame in frames)
