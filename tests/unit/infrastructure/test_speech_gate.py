"""Telling speech from silence."""

import numpy as np
import pytest

from infrastructure.adapters.speech_gate import (
    ENDING_SILENCE_MS,
    FRAME_BYTES,
    LONGEST_UTTERANCE_MS,
    Heard,
    SpeechGate,
)
from tests.spoken import SILENCE_500_MS, pieces, spoken

SECOND = 2 * SILENCE_500_MS
YES = spoken("yes")


def noise(level: float) -> bytes:
    return np.random.default_rng(1).normal(0, level, 16_000 * 3).astype("<i2").tobytes()


def hum(level: float) -> bytes:
    return (level * np.sin(2 * np.pi * 50 * np.arange(16_000 * 3) / 16_000)).astype("<i2").tobytes()


def hear(gate: SpeechGate, pcm: bytes) -> list[Heard]:
    return [heard for piece in pieces(pcm) for heard in gate.hear(piece)]


@pytest.mark.parametrize("pcm", [SECOND, hum(500), noise(30)], ids=["silence", "hum", "hiss"])
def test_what_is_no_speech_needs_no_decoder(pcm: bytes) -> None:
    assert hear(SpeechGate(), pcm) == []


def test_an_utterance_begins_with_sound_from_before_its_onset() -> None:
    first = hear(SpeechGate(), YES)[0]

    assert first.begins
    assert len(first.speech) > 8 * FRAME_BYTES


def test_a_long_silence_ends_the_utterance() -> None:
    heard = hear(SpeechGate(), YES + SECOND + SECOND)

    assert [one.ends for one in heard].count(True) == 1


def test_silence_within_an_utterance_is_not_decoded() -> None:
    gate = SpeechGate()
    decoded = b"".join(heard.speech for heard in hear(gate, YES + SILENCE_500_MS))

    assert gate.is_open
    assert len(decoded) < len(YES)


def test_speech_after_a_pause_belongs_to_the_same_utterance() -> None:
    assert ENDING_SILENCE_MS > 1_000

    heard = hear(SpeechGate(), YES + YES)

    assert [one.begins for one in heard].count(True) == 1


def test_speech_after_the_utterance_was_finished_begins_a_new_one() -> None:
    gate = SpeechGate()
    hear(gate, YES)
    gate.finish()

    assert hear(gate, YES)[0].begins


def test_endless_speech_ends_at_the_longest_utterance() -> None:
    talk = spoken("and so on and on it goes for ever")[16_000:-16_000]
    heard = hear(SpeechGate(), talk * (LONGEST_UTTERANCE_MS // 1_000))

    assert any(one.ends for one in heard)
