"""`parley doctor --live`, with emulated clouds."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from emulators.everything import Everything
from emulators.script import Act, Fault
from emulators.serving import served
from parley.doctor.live import render_trials, try_providers

ROOT = Path(__file__).parents[3]


@pytest.fixture
def clouds(monkeypatch: pytest.MonkeyPatch) -> Iterator[Everything]:
    everything = Everything()
    everything.transcription.hearing.texts.append("good morning")
    monkeypatch.chdir(ROOT)
    with served(everything.app()) as address:
        for name, value in everything.settings(address).items():
            monkeypatch.setenv(name, value)
        yield everything


async def test_every_provider_is_tried_and_timed(clouds: Everything) -> None:
    trials = await try_providers()

    assert [(trial.leg, trial.provider) for trial in trials] == [
        ("stt", "openai"),
        ("stt", "pocketsphinx"),
        ("model", "openai"),
        ("model", "parley"),
        ("tts", "elevenlabs"),
        ("tts", "openai"),
        ("tts", "flite"),
    ]
    assert [trial for trial in trials if trial.latency_ms is None] == []
    assert trials[0].detail == "“good morning”"
    assert len(clouds.chat.script.seen) == 1


async def test_one_that_fails_is_told_with_the_reason_and_no_key(clouds: Everything) -> None:
    clouds.speech.script.usual = Act(Fault.UNAUTHORISED)
    trials = await try_providers()
    page = io.StringIO()
    render_trials(trials, Console(file=page, width=160))

    (failed,) = [trial for trial in trials if trial.latency_ms is None]
    assert (failed.leg, failed.provider) == ("tts", "openai")
    assert "401" in failed.detail
    assert "failed" in page.getvalue()
    assert "emulated" not in page.getvalue()
