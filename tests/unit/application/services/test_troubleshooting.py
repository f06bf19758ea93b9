"""Guides, step by step."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from application.services.troubleshooting import Troubleshooting
from domain.entities.guide import Advice, Answer, Guide, Stage, Step
from domain.errors import Refused
from tests.unit.application.services.price_list import PROFILE

settings.load_profile(PROFILE)

LINE = Guide("line", "the line", (), "", (Step("a", "Do a.", "b"), Step("b", "Do b.")))
TREE = Guide(
    "tree",
    "the tree",
    (),
    "",
    (Step("light", "Is it green?", yes="b", no="a"), Step("a", "Do a.", "b"), Step("b", "Do b.")),
)

service = Troubleshooting([LINE, TREE])


def told(problem: str, *answers: Answer) -> list[str]:
    """The names of the steps, or what else is told."""
    place, heard = "", list[str]()
    for answer in answers:
        advice = service.advise(problem, place, answer)
        place = advice.place
        heard.append(advice.step.name if advice.stage is Stage.STEP and advice.step else advice.stage.value)
    return heard


def test_steps_follow_each_other_until_none_is_left() -> None:
    assert told("line", Answer.BEGIN, Answer.NEXT, Answer.NEXT, Answer.NEXT) == [
        "a",
        "b",
        "none_left",
        "none_left",
    ]


def test_a_step_is_told_again_for_who_asks() -> None:
    assert told("line", Answer.BEGIN, Answer.AGAIN, Answer.AGAIN, Answer.NEXT) == ["a", "a", "a", "b"]


def test_who_begins_again_in_the_middle_goes_on_there() -> None:
    assert told("line", Answer.BEGIN, Answer.NEXT, Answer.BEGIN) == ["a", "b", "b"]


def test_who_begins_again_after_the_end_starts_anew() -> None:
    assert told("line", Answer.BEGIN, Answer.NEXT, Answer.NEXT, Answer.BEGIN) == ["a", "b", "none_left", "a"]
    assert told("line", Answer.BEGIN, Answer.SOLVED, Answer.BEGIN) == ["a", "solved", "a"]


def test_no_after_an_instruction_means_that_it_did_not_help() -> None:
    assert told("line", Answer.BEGIN, Answer.NO) == ["a", "b"]


def test_yes_after_an_instruction_asks_whether_it_works_now() -> None:
    assert told("line", Answer.BEGIN, Answer.YES, Answer.YES) == ["a", "check", "solved"]
    assert told("line", Answer.BEGIN, Answer.YES, Answer.NO) == ["a", "check", "b"]
    assert told("line", Answer.BEGIN, Answer.YES, Answer.AGAIN, Answer.NEXT) == ["a", "check", "check", "b"]


def test_a_question_branches() -> None:
    assert told("tree", Answer.BEGIN, Answer.YES) == ["light", "b"]
    assert told("tree", Answer.BEGIN, Answer.NO, Answer.NEXT) == ["light", "a", "b"]
    assert told("tree", Answer.BEGIN, Answer.NEXT) == ["light", "a"]


def test_a_first_answer_of_any_kind_begins() -> None:
    assert told("line", Answer.NEXT) == told("line", Answer.YES) == told("line", Answer.AGAIN) == ["a"]


def test_a_place_that_is_gone_begins_anew() -> None:
    assert service.advise("line", "a step of yesterday", Answer.NEXT).step == LINE.steps[0]


def test_a_problem_without_a_guide_is_refused() -> None:
    with pytest.raises(Refused, match="ticket"):
        service.advise("laptop", "", Answer.BEGIN)


@given(some.sampled_from(["line", "tree"]), some.lists(some.sampled_from(Answer), max_size=12))
def test_whatever_is_answered_there_is_something_to_say_and_not_helping_comes_to_an_end(
    problem: str, answers: list[Answer]
) -> None:
    advice = Advice("", Stage.STEP)
    for answer in answers:
        advice = service.advise(problem, advice.place, answer)
        assert (advice.step is not None) == (advice.stage in {Stage.STEP, Stage.CHECK})

    for _ in service.guide(problem).steps:
        advice = service.advise(problem, advice.place, Answer.NEXT)
    advice = service.advise(problem, advice.place, Answer.NEXT)
    assert advice.stage is Stage.NONE_LEFT
