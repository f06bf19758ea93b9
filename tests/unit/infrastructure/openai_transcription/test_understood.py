from decimal import Decimal

import pytest
from openai.types.audio.transcription import UsageDuration, UsageTokens, UsageTokensInputTokenDetails

from domain.entities.usage import Unit
from infrastructure.adapters.openai_transcription.understood import LONGEST_TEXT, heard, understood

MODEL = "gpt-4o-mini-transcribe"


def test_tokens_of_sound_and_of_the_prompt_are_told_apart() -> None:
    details = UsageTokensInputTokenDetails(audio_tokens=25, text_tokens=9)
    usage = UsageTokens(
        type="tokens", input_tokens=34, output_tokens=6, total_tokens=40, input_token_details=details
    )

    amounts = {used.unit: used.amount for used in understood("yes", usage, MODEL).used}

    assert amounts == {Unit.AUDIO_INPUT_TOKENS: 25, Unit.INPUT_TOKENS: 9, Unit.OUTPUT_TOKENS: 6}


def test_input_without_details_is_sound() -> None:
    usage = UsageTokens(type="tokens", input_tokens=34, output_tokens=6, total_tokens=40)

    assert understood("yes", usage, MODEL).used[0].unit is Unit.AUDIO_INPUT_TOKENS


def test_a_duration_is_exact() -> None:
    (used,) = understood("yes", UsageDuration(type="duration", seconds=2.1), MODEL).used

    assert (used.unit, used.amount, used.is_reported) == (Unit.SECONDS_HEARD, Decimal("2.1"), True)


def test_our_own_count_is_marked_as_such() -> None:
    used = heard(bytes(48_000), MODEL)

    assert (used.amount, used.is_reported) == (Decimal("1.5"), False)


@pytest.mark.parametrize("text", [None, 7, {"a": 1}, "x" * (LONGEST_TEXT + 1)])
def test_what_nobody_can_have_said_is_no_transcript(text: object) -> None:
    with pytest.raises(ValueError, match="no transcript"):
        understood(text, None, MODEL)
