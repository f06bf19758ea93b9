"""What a caller takes back in mid-sentence was not said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.supervisor.self_correction import put_right


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("how much is basic no sorry i mean plus", "how much is plus"),
        ("how much is basic, sorry, I mean plus?", "how much is plus?"),
        ("come on monday er no wednesday in the morning", "come on wednesday in the morning"),
        ("price of pro for three no make that five seats", "price of pro for five seats"),
        ("i want the basic i mean the plus plan", "i want the plus plan"),
        ("on tuesday or rather thursday", "on thursday"),
        ("for ten, wait no, twelve", "for twelve"),
    ],
)
def test_the_right_word_takes_the_place_of_the_wrong_one(said: str, meant: str) -> None:
    assert put_right(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "there is no tone",
        "no the last one is a five",
        "i have no internet",
        "no sorry the plus plan",
        "what do you mean",
        "yes i mean the pro plan",
        "four two one seven one no wait four two one seven five",
        "no i mean it",
        "there is no light and no sound",
    ],
)
def test_other_words_stay_as_they_are(said: str) -> None:
    assert put_right(said) == said


@pytest.mark.parametrize("signs", [" ", ", ", " - ", "...", " ... "])
def test_few_signs_may_stand_before_what_is_taken_back(signs: str) -> None:
    assert put_right(f"the basic{signs}no sorry plus") == "plus"


@pytest.mark.parametrize(
    "said", [f"basic{51 * '-'}no sorry plus", f"basic{11 * ' '}no sorry plus", 41 * "b" + " no sorry plus"]
)
def test_what_nobody_says_is_not_put_right(said: str) -> None:
    assert put_right(said) == said


@given(
    st.lists(
        st.sampled_from(["no", "er", "the", "basic", "sorry", "i", "mean", "-", "'", "a-b", ",", "make that"])
    )
)
def test_nothing_is_meant_that_was_not_said(said: list[str]) -> None:
    left = iter(" ".join(said).split())

    assert all(word in left for word in put_right(" ".join(said)).split())
