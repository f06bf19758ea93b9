"""Voices that specialists want."""

import pytest

from domain.entities.prompt import Prompt
from domain.entities.specialist import Specialist
from infrastructure.voices import report_missing_voices
from tests.fakes.tts import FakeTextToSpeech


def _specialist(name: str, voice: str | None) -> Specialist:
    return Specialist(name, "things", (), Prompt("Be kind."), (), voice=voice)


def test_a_voice_that_is_missing_is_named_with_its_specialist(caplog: pytest.LogCaptureFixture) -> None:
    report_missing_voices([_specialist("sales", "murmur"), _specialist("home_moves", "bass")], FakeTextToSpeech())
    assert "home_moves is to speak with the voice 'bass'" in caplog.text
    assert "sales" not in caplog.text


def test_who_wants_no_voice_misses_none(caplog: pytest.LogCaptureFixture) -> None:
    report_missing_voices([_specialist("sales", None)], FakeTextToSpeech())
    assert caplog.text == ""
