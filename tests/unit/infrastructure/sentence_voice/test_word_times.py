"""When each word is heard."""

from collections.abc import Sequence

from domain.entities.audio import SpokenWord
from infrastructure.adapters.sentence_voice.word_times import timed_words


def times(words: Sequence[SpokenWord]) -> list[tuple[int, int]]:
    return [(word.start_ms, word.end_ms) for word in words]


def test_a_word_is_heard_when_the_engine_says_so() -> None:
    words = timed_words(["yes, ", "sure."], ["yes,", "sure."], [(100, 400), (600, 900)], 1_000)

    assert [word.text for word in words] == ["yes, ", "sure."]
    assert times(words) == [(100, 400), (600, 900)]


def test_a_word_that_is_said_in_several_lasts_from_the_first_to_the_last() -> None:
    words = timed_words(["39 ", "euros"], ["thirty nine", "euros"], [(0, 200), (220, 400), (400, 700)], 800)

    assert times(words) == [(0, 400), (400, 700)]


def test_a_word_that_is_not_said_takes_no_time() -> None:
    words = timed_words(["49 ", "€ ", "now"], ["49", "", "now"], [(0, 300), (350, 600)], 700)

    assert times(words) == [(0, 300), (300, 300), (350, 600)]


def test_words_share_the_time_by_their_letters_where_the_engine_does_not_know() -> None:
    words = timed_words(["one ", "€ ", "eleven"], ["one", "", "eleven"], [], 900)

    assert times(words) == [(0, 300), (300, 300), (300, 900)]


def test_times_that_are_not_of_these_words_are_not_taken_for_them() -> None:
    words = timed_words(["one ", "two"], ["one", "two"], [(0, 400)], 1_000)

    assert times(words) == [(0, 500), (500, 1_000)]
