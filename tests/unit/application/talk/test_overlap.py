"""What is said while the agents speak: an interruption, or none."""

import pytest

from application.talk.loudness import BEHIND_DB, USUAL_DB, Loudness
from application.talk.overlap import CALMED_AFTER_MS, WORDS_AFTER_MS, Overlap, Verdict
from application.talk.sound import Sound

BARGE_IN_MS = 1200


def sound(speech_ms: int, silence_ms: int = 0) -> Sound:
    return Sound(speech_ms, silence_ms, begins=False, pauses=False, peak_db=-20.0)


@pytest.mark.parametrize("words", ["stop", "no", "what", "what does it cost", "yes but", "okay wait"])
def test_a_word_that_is_meant_for_the_agents_stops_them(words: str) -> None:
    assert Overlap(BARGE_IN_MS).understand(words, is_final=True) is Verdict.STOP


@pytest.mark.parametrize("words", ["mm-hm", "Yeah, yeah.", "okay", "I see", "uh-huh right", "got it thanks"])
def test_a_listeners_noises_do_not(words: str) -> None:
    overlap = Overlap(BARGE_IN_MS)
    assert overlap.understand(words, is_final=True) is Verdict.UNDECIDED
    assert overlap.hear(sound(BARGE_IN_MS * 2)) is Verdict.UNDECIDED
    assert overlap.hear(sound(400, CALMED_AFTER_MS)) is Verdict.GO_ON


def test_a_word_that_is_only_guessed_does_not_yet_stop_them_and_three_do() -> None:
    overlap = Overlap(BARGE_IN_MS)
    assert overlap.understand("i'm from", is_final=False) is Verdict.UNDECIDED
    assert overlap.understand("i'm from the bank", is_final=False) is Verdict.STOP


def test_a_click_is_over_soon() -> None:
    overlap = Overlap(BARGE_IN_MS)
    assert overlap.hear(sound(96, CALMED_AFTER_MS - 1)) is Verdict.UNDECIDED
    assert overlap.hear(sound(96, CALMED_AFTER_MS)) is Verdict.GO_ON


def test_a_longer_sound_may_still_turn_out_to_be_words() -> None:
    overlap = Overlap(BARGE_IN_MS)
    assert overlap.hear(sound(300, CALMED_AFTER_MS)) is Verdict.UNDECIDED
    assert overlap.hear(sound(300, WORDS_AFTER_MS)) is Verdict.GO_ON


def test_who_speaks_on_and_on_is_listened_to_though_nothing_is_understood() -> None:
    assert Overlap(BARGE_IN_MS).hear(sound(BARGE_IN_MS)) is Verdict.STOP


def test_who_is_far_below_the_caller_is_somebody_else() -> None:
    loudness = Loudness()
    loudness.learn(-15.0)
    assert loudness.is_callers(-15.0 - BEHIND_DB)
    assert not loudness.is_callers(-15.0 - BEHIND_DB - 1)


def test_a_caller_who_has_moved_away_is_heard_again_after_a_turn_or_two() -> None:
    loudness = Loudness()
    loudness.learn(-15.0)
    for _ in range(3):
        loudness.learn(-35.0)
    assert loudness.is_callers(-35.0)


def test_before_anything_was_said_a_usual_voice_is_the_callers() -> None:
    assert Loudness().is_callers(USUAL_DB)
