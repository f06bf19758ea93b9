"""Figures in whatever way they are written."""

import pytest

from application.graphs.checks.figures import amounts, evidence, figures


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It costs 39 euros a month.", {"39"}),
        ("thirty-nine euros", {"39"}),
        ("Thirty nine, please", {"39"}),
        ("1,296 euros", {"1296"}),
        ("one thousand two hundred and ninety-six euros", {"1296"}),
        ("twelve hundred and ninety six", {"1296"}),
        ("ticket 4 0 7 1 2.", {"40712"}),
        ("four oh seven one two", {"40712"}),
        ("35 euros 10", {"35", "10"}),
        ("€39.50", {"39.50"}),
        ("on Monday, the twelfth of March", {"monday", "12", "march"}),
        ("one of the two, or a second one", set[str]()),
        ("two weeks", {"2"}),
        ("within one month", {"1"}),
        ("bread and butter", set[str]()),
        ("", set[str]()),
    ],
)
def test_figures_are_found(text: str, found: set[str]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    ("said", "repeated"),
    [
        ("39 euros", "thirty-nine euros"),
        ("1,000 megabits", "a thousand megabits"),
        ("4 2 1 7 5", "four two one seven five"),
        ("42175", "4 2 1 7 5"),
        ("within ten working days", "10 days"),
        ("the third of each month", "on the 3rd"),
        ("for two weeks", "2 weeks"),
        ("from eight to eight", "8 to 8"),
    ],
)
def test_a_figure_is_the_same_however_it_is_said(said: str, repeated: str) -> None:
    assert figures(repeated) <= evidence([said])


@pytest.mark.parametrize(
    ("said", "other"),
    [("39 euros", "38 euros"), ("139 euros", "39 euros"), ("4 2 1 7 5", "4 2 1 7 1"), ("Monday", "Tuesday")],
)
def test_another_figure_is_not_the_same(said: str, other: str) -> None:
    assert not figures(other) <= evidence([said])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It costs 39 euros for ten seats.", {"39"}),
        ("€39 now, and 10% off", {"39", "10"}),
        ("ninety percent of 200 people", {"90"}),
        ("ten seats", set[str]()),
    ],
)
def test_money_is_told_from_other_figures(text: str, found: set[str]) -> None:
    assert amounts(text) == found
