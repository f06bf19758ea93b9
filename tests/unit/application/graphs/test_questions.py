"""Where one utterance asks several things."""

import pytest

from application.graphs.questions import questions_in


@pytest.mark.parametrize("between", [" and ", ", and ", " ,  and  ", "   and   ", "? ", "?    "])
def test_two_questions_are_parted_whatever_stands_between_them(between: str) -> None:
    first, second = questions_in(f"what does pro cost{between}what does basic cost")

    assert (first.rstrip(" ,?"), second) == ("what does pro cost", "what does basic cost")


def test_what_cannot_stand_alone_is_not_parted() -> None:
    assert questions_in("what does pro cost and why") == ["what does pro cost and why"]
