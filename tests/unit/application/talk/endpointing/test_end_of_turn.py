"""Whether a caller who pauses has finished, by words, by what was asked for, and by the sound."""

import pytest

from application.talk.endpointing.end_of_turn import EndOfTurn, opinion_of
from application.talk.endpointing.pause import Opinion, Pause
from domain.entities.reply import AskedFor
from domain.entities.specialist import Pace
from domain.entities.tool import Kind

POSTCODE, ORDER, ADDRESS = AskedFor(Kind.DIGITS, 5), AskedFor(Kind.DIGITS), AskedFor(Kind.EMAIL)
FLAT, FALLING = 0.1, 0.9
USUAL = EndOfTurn(likely_ms=300, doubtful_ms=1200)


@pytest.mark.parametrize("text", ["yes", "Yes, I do.", "that's all, goodbye", "oh, yes please", "stop"])
def test_a_complete_short_answer_is_over_whatever_its_melody(text: str) -> None:
    assert opinion_of(Pause(text, FLAT)) is Opinion.OVER


@pytest.mark.parametrize(
    "text",
    [
        "my postcode is",
        "i would like the",
        "let me see",
        "what does it cost if",
        "um",
        "just a moment",
        "it is on the corner of",
        "yes and",
    ],
)
def test_words_that_want_more_are_waited_for_whatever_their_melody(text: str) -> None:
    assert opinion_of(Pause(text, FALLING)) is Opinion.OPEN


@pytest.mark.parametrize("text", ["yes we do", "what it is", "how much is", "sure i can"])
def test_short_answers_may_end_in_small_words(text: str) -> None:
    assert opinion_of(Pause(text, FALLING)) is Opinion.LIKELY


@pytest.mark.parametrize("text", ["one two", "it's four double two", "one two three four", "42"])
def test_a_code_that_is_not_complete_is_waited_for(text: str) -> None:
    assert opinion_of(Pause(text, FALLING, POSTCODE)) is Opinion.OPEN


@pytest.mark.parametrize("text", ["one two three four five", "it's four two double one seven", "42175"])
def test_a_code_of_the_right_length_is_over(text: str) -> None:
    assert opinion_of(Pause(text, FLAT, POSTCODE)) is Opinion.OVER


@pytest.mark.parametrize("asked_for", [ORDER, None])
def test_a_code_of_unknown_length_may_go_on(asked_for: AskedFor | None) -> None:
    assert opinion_of(Pause("one two three four", FALLING, asked_for)) is Opinion.DOUBTFUL


@pytest.mark.parametrize("text", ["j o", "jo at", "jo at example dot", "jo at example", "papa echo"])
def test_an_address_is_waited_for_until_its_end(text: str) -> None:
    assert opinion_of(Pause(text, FALLING, ADDRESS)) is Opinion.OPEN


def test_an_address_with_its_ending_is_over() -> None:
    assert opinion_of(Pause("jo at example dot com", FLAT, ADDRESS)) is Opinion.OVER


def test_a_name_that_is_spelled_goes_on_whoever_asked() -> None:
    assert opinion_of(Pause("smith s m", FALLING)) is Opinion.OPEN


def test_otherwise_melody_tells_and_then_whether_the_words_are_a_sentence() -> None:
    assert opinion_of(Pause("the green one", FALLING)) is Opinion.LIKELY
    assert opinion_of(Pause("how long does the installation take", FLAT)) is Opinion.WHOLE
    assert opinion_of(Pause("the green one", FLAT)) is Opinion.DOUBTFUL
    assert opinion_of(Pause("", FLAT)) is Opinion.DOUBTFUL


def test_the_surer_the_sooner() -> None:
    texts = ["yes", "the green one", "how long does the installation take", "the green one", "and"]
    probabilities = [FLAT, FALLING, FLAT, FLAT, FLAT]
    waits = [USUAL.wait_s(Pause(text, each)) for text, each in zip(texts, probabilities, strict=True)]
    assert waits == sorted(waits)
    assert len(set(waits)) == len(waits)


def test_a_pace_changes_how_long_a_pause_may_be() -> None:
    brisk, normal, patient = (USUAL.wait_s(Pause("", FLAT, pace=pace)) for pace in Pace)
    assert brisk < normal == 1.2 < patient


@pytest.mark.parametrize(
    "text",
    ["and if i cancel now", "when i turn it on", "my address is twelve oak lane", "i live at number seven"],
)
def test_half_a_sentence_is_doubted_whatever_its_melody(text: str) -> None:
    assert opinion_of(Pause(text, FALLING)) is Opinion.DOUBTFUL


@pytest.mark.parametrize(
    "text", ["where is my order", "can i keep my old phone number", "turn it on", "when do you open"]
)
def test_a_question_that_ends_in_a_name_of_a_code_is_whole(text: str) -> None:
    assert opinion_of(Pause(text, FALLING)) in {Opinion.OVER, Opinion.LIKELY}


def test_words_and_melody_together_leave_no_doubt() -> None:
    assert opinion_of(Pause("how long does the installation take", FALLING)) is Opinion.OVER


@pytest.mark.parametrize("text", ["yes sure", "okay", "of course"])
def test_consent_is_no_code(text: str) -> None:
    assert opinion_of(Pause(text, FALLING, POSTCODE)) is Opinion.OPEN


@pytest.mark.parametrize(("text", "opinion"), [("one two three", Opinion.OPEN), ("1 2 3 4 5 6 7", Opinion.WHOLE)])
def test_a_code_is_the_likelier_over_the_longer_it_is(text: str, opinion: Opinion) -> None:
    assert opinion_of(Pause(text, FALLING)) is opinion


def test_an_address_that_nobody_asked_for_is_waited_for_as_well() -> None:
    assert opinion_of(Pause("my email is jo dot smith", FALLING)) is Opinion.OPEN
    assert opinion_of(Pause("my email is jo at example dot com", FALLING)) is Opinion.LIKELY
