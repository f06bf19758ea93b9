"""The promises of the ports `VoiceDetector` and `VoiceActivity`."""

import asyncio
import threading

import pytest

from domain.entities.audio import BYTES_PER_SAMPLE
from domain.interfaces.voice_activity import WINDOW_SAMPLES, VoiceActivity, VoiceDetector
from infrastructure.adapters.flite.text_to_speech import FliteTextToSpeech
from infrastructure.adapters.local_inference.voice_activity import TURN_END_THREAD, LocalVoiceDetector
from infrastructure.caller.utterance import from_text
from tests.fakes.voice_activity import FakeVoiceDetector

WINDOW_BYTES = WINDOW_SAMPLES * BYTES_PER_SAMPLE
SILENCE = bytes(WINDOW_BYTES)


@pytest.fixture(params=[FakeVoiceDetector, LocalVoiceDetector])
def detector(request: pytest.FixtureRequest) -> VoiceDetector:
    return request.param()


@pytest.fixture
async def speech() -> bytes:
    """At the rate of the line."""
    voice = FliteTextToSpeech("slt")
    try:
        pcm = await from_text("what does the pro plan cost", voice)
    finally:
        await voice.close()
    return pcm[: len(pcm) // 3 // WINDOW_BYTES * WINDOW_BYTES * 3]


def judged(activity: VoiceActivity, pcm: bytes) -> list[float]:
    windows = [pcm[at : at + WINDOW_BYTES] for at in range(0, len(pcm) - WINDOW_BYTES + 1, WINDOW_BYTES)]
    return [activity.probability(window) for window in windows]


async def test_speech_is_likelier_than_silence(detector: VoiceDetector, speech: bytes) -> None:
    activity = detector.open()
    quiet = judged(activity, SILENCE * 10)
    spoken = judged(activity, speech)
    assert max(quiet) < 0.3
    assert sorted(spoken)[len(spoken) // 2] > 0.5


async def test_callers_do_not_disturb_each_other(detector: VoiceDetector, speech: bytes) -> None:
    one, other = detector.open(), detector.open()
    judged(one, speech)
    assert max(judged(other, SILENCE * 10)) < 0.3


async def test_the_end_of_a_turn_is_a_probability_however_short_the_sound(
    detector: VoiceDetector, speech: bytes
) -> None:
    for pcm in (speech + SILENCE * 8, SILENCE, speech * 4):
        assert 0.0 <= await detector.turn_is_over(pcm) <= 1.0


async def test_turns_that_may_be_over_at_once_are_judged_one_after_the_other(speech: bytes) -> None:
    detector = LocalVoiceDetector()
    await asyncio.gather(*(detector.turn_is_over(speech) for _ in range(4)))
    judges = [thread for thread in threading.enumerate() if thread.name.startswith(TURN_END_THREAD)]
    assert len(judges) == 1
