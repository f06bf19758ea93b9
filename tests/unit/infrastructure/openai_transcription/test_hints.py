import pytest

from infrastructure.adapters.openai_transcription.hints import EXPECTED_WORDS_MAX, hints, like_for_files


@pytest.mark.parametrize("model", ["gpt-transcribe", "gpt-live-transcribe"])
def test_newer_models_are_given_keywords(model: str) -> None:
    assert hints(model, "en", ["Parley"]) == {"model": model, "languages": ["en"], "keywords": ["Parley"]}


def test_older_models_are_given_a_prompt() -> None:
    given = hints("gpt-4o-mini-transcribe", "en", ["Parley", "router"])

    assert given.get("prompt") == "Expect these words: Parley, router"
    assert given.get("language") == "en"


def test_whisper_is_given_the_words_alone() -> None:
    assert hints("whisper-1", "en", ["Parley", "router"]).get("prompt") == "Parley, router"


@pytest.mark.parametrize("model", ["gpt-realtime-whisper", "gpt-4o-transcribe-diarize"])
def test_a_model_that_takes_no_prompt_is_given_none(model: str) -> None:
    assert hints(model, "en", ["Parley"]) == {"model": model, "language": "en"}


def test_no_more_words_are_given_than_are_read() -> None:
    given = hints("gpt-transcribe", "en", [f"word{number}" for number in range(1_000)])

    assert len(list(given.get("keywords", ()))) == EXPECTED_WORDS_MAX


@pytest.mark.parametrize(
    ("live", "for_files"),
    [
        ("gpt-live-transcribe", "gpt-transcribe"),
        ("gpt-realtime-whisper", "gpt-transcribe"),
        ("gpt-4o-mini-transcribe", "gpt-4o-mini-transcribe"),
        ("whisper-1", "whisper-1"),
    ],
)
def test_files_are_given_to_a_model_that_takes_them(live: str, for_files: str) -> None:
    assert like_for_files(live) == for_files
