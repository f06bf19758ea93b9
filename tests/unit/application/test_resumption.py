"""What is said, and what counts as heard, when an answer goes on at another owner."""

import pytest

from application.use_cases.resumption import CUT_OFF, Resumption
from domain.entities.saying import Saying

LEFT = Saying("what does it cost", "It costs nine euros a month.", "It costs")
WORDS = f"{CUT_OFF} nine euros a month."


def test_it_goes_on_after_the_last_word_that_was_heard() -> None:
    assert Resumption(LEFT).words == WORDS


@pytest.mark.parametrize(
    ("heard", "in_all"),
    [
        ("", "It costs"),
        ("Sorry, we were", "It costs"),
        (CUT_OFF, "It costs"),
        (f"{CUT_OFF} nine euros", "It costs nine euros"),
        (WORDS, "It costs nine euros a month."),
    ],
)
def test_the_apology_is_no_part_of_what_was_heard(heard: str, in_all: str) -> None:
    assert Resumption(LEFT).heard(heard) == in_all


def test_who_noticed_nothing_is_not_apologised_to() -> None:
    unnoticed = Resumption(LEFT, was_noticed=False)
    assert unnoticed.words == "nine euros a month."
    assert unnoticed.heard("nine euros") == "It costs nine euros"
    assert unnoticed.heard("") == "It costs"


def test_the_next_owner_would_go_on_from_there() -> None:
    assert Resumption(LEFT).saying(f"{CUT_OFF} nine").rest == "euros a month."


def test_who_noticed_no_break_hears_no_apology() -> None:
    resumption = Resumption(Saying("hello", "One two three four.", "One two"), was_noticed=False)
    assert resumption.words == "three four."
    assert resumption.heard("three") == "One two three"
    assert resumption.heard("") == "One two"
