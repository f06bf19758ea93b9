"""What is a yes, and what only begins like one."""

import pytest

from agents.supervisor.consent import Consent, consent


@pytest.mark.parametrize(
    "words",
    ["yes", "Yes, please.", "yeah go ahead", "sure", "okay do it", "that's right", "yes that's correct thank you",
     "please do", "absolutely", "go for it", "of course", "yep that would be great", "I do"],
)  # fmt: skip
def test_whoever_agrees_says_yes(words: str) -> None:
    assert consent(words) is Consent.YES


@pytest.mark.parametrize(
    "words",
    ["no", "No thanks.", "nope", "not now", "never mind", "forget it", "no don't", "wait", "I changed my mind",
     "no please cancel that", "I don't want it anymore", "stop", "leave it"],
)  # fmt: skip
def test_whoever_refuses_says_no(words: str) -> None:
    assert consent(words) is Consent.NO


@pytest.mark.parametrize(
    "words",
    ["yes cancel it", "yes cancel it please", "yes cancel order 4 1", "yes please cancel the order", "spot on"],
)
def test_the_words_of_the_question_may_be_repeated(words: str) -> None:
    assert consent(words, "Shall I cancel order 4 1, the plus plan?") is Consent.YES


@pytest.mark.parametrize("words", ["no don't cancel", "no", "never mind"])
def test_a_no_to_cancelling_is_a_no(words: str) -> None:
    assert consent(words, "Shall I cancel order 4 1, the plus plan?") is Consent.NO


@pytest.mark.parametrize(
    "words", ["cancel", "i would like to order it", "the plus plan", "yes the pro plan", "order", "shall i"]
)
def test_a_question_repeated_without_a_yes_is_none(words: str) -> None:
    assert consent(words, "Shall I cancel order 4 1, the plus plan?") is Consent.UNCLEAR


@pytest.mark.parametrize(
    "words",
    ["", "...", "yes but for twelve seats", "yesterday", "no the last one is a five", "yes and what does it cost",
     "yes no", "what do you mean yes", "i know", "the plus plan", "if i say yes what happens", "42175",
     "yes yes yes i heard you but tell me about the router first please"],
)  # fmt: skip
def test_what_is_neither_lets_nothing_happen(words: str) -> None:
    assert consent(words) is Consent.UNCLEAR
