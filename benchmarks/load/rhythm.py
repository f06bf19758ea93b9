"""When a caller talks: a third of the time, and the other side another third."""

from collections.abc import Sequence

from infrastructure.adapters.flite.text_to_speech import FliteTextToSpeech
from infrastructure.caller.microphone import RATE_HZ
from infrastructure.caller.utterance import from_text

PERIOD_S = 12
"""From one question to the next."""

TALKS_S = PERIOD_S / 3

QUESTION = "could you please tell me how much the big plan is going to cost me when my sister uses it too"
"""Without a pause in it that could be taken for its end."""

VOICE = "slt"
BYTES_A_SECOND = RATE_HZ * 2


async def question() -> bytes:
    """The caller's third: mono s16le at 16 kHz, `TALKS_S` long to within a tenth or so."""
    voice = FliteTextToSpeech(VOICE)
    try:
        return (await from_text(QUESTION, voice))[: round(TALKS_S * BYTES_A_SECOND) // 2 * 2]
    finally:
        await voice.close()


def turned(sound: bytes, begins_s: float) -> Sequence[bytes]:
    """A period in pieces of a second, to be played again and again.

    :param sound: the question.
    :param begins_s: when in the period it begins; it may go on at the period's own beginning.
    """
    period = sound.ljust(PERIOD_S * BYTES_A_SECOND, b"\0")
    at = round(begins_s % PERIOD_S * RATE_HZ) * 2
    turned_round = period[len(period) - at :] + period[: len(period) - at]
    return [turned_round[at : at + BYTES_A_SECOND] for at in range(0, len(period), BYTES_A_SECOND)]
