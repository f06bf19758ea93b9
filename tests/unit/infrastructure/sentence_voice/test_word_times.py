"""When each word is heard."""

from infrastructure.adapters.sentence_voice.word_times import timed_words


def test_words_share_the_time_by_their_letters() -> None:
    words = timed_words(["one ", "eleven"], ["one", "eleven"], [], 900)

    assert [(word.text, word.start_ms, word.end_ms) for word in words] == [("one ", 0, 300), ("eleven", 300, 900)]


def test_the_pause_after_a_comma_belongs_to_no_word() -> None:
    words = timed_words(["yes, ", "sure."], ["yes,", "sure."], [(100, 400), (600, 900)], 1_000)

    assert [(word.start_ms, word.end_ms) for word in words] == [(100, 400), (600, 900)]


def test_pauses_that_no_sign_explains_are_spread_over_all_words() -> None:
    words = timed_words(["one ", "two"], ["one", "two"], [(0, 400), (500, 700), (800, 1_000)], 1_000)

    assert [(word.start_ms, word.end_ms) for word in words] == [(0, 500), (500, 1_000)]


def test_a_word_that_is_not_said_takes_no_time() -> None:
    words = timed_words(["49.90 ", "€ ", "now"], ["49 euros 90", "", "now"], [], 1_400)

    assert words[1].start_ms == words[1].end_ms == 1_100
