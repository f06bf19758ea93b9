"""What callers hear who have a fault, over several turns."""

import pytest

from agents.tools.tickets import open_ticket
from agents.tools.troubleshooting import troubleshoot
from domain.entities.tool import Outcome, ToolCall
from tests.unit.agents.tools.desk import Desk

FIRST = "First, unplug the router, wait thirty seconds, and plug it in again."
SECOND = "Next, check that the fibre cable sits firmly in the socket and is not bent."
NO_MORE = "Those were all the steps that I know. Shall I open a ticket, so that an engineer looks at it?"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def drops(desk: Desk, outcome: str = "begin") -> str:
    return desk.use(troubleshoot, problem="connection_drops", outcome=outcome).say


def test_a_step_waits_for_what_came_of_it(desk: Desk) -> None:
    result = desk.use(troubleshoot, problem="connection_drops")

    assert (result.say, result.outcome, result.missing) == (FIRST, Outcome.NEEDS, "outcome")
    assert result.topic == "the connection that drops"


def test_after_the_last_step_a_ticket_is_offered_that_can_be_opened(desk: Desk) -> None:
    said = [drops(desk), *(drops(desk, "next") for _ in range(4))]
    result = desk.use(troubleshoot, problem="connection_drops", outcome="next")

    assert said[:2] == [FIRST, SECOND]
    assert said[-1] == result.say == NO_MORE
    assert len(set(said)) == 5
    assert result.outcome is Outcome.DONE
    assert result.offer is not None
    assert result.offer == ToolCall("open_ticket", {"problem": "connection_drops"})
    assert desk.follow(result.offer, open_ticket).facts["problem"] == "connection_drops"


def test_a_step_that_was_not_heard_is_told_again(desk: Desk) -> None:
    drops(desk)
    drops(desk, "next")
    desk.was_heard = lambda text: text != SECOND

    assert [drops(desk, outcome) for outcome in ("next", "no", "yes", "begin")] == [SECOND] * 4

    desk.was_heard = lambda _: True
    assert drops(desk, "next").startswith("Now")


def test_whoever_says_that_it_works_is_believed_heard_or_not(desk: Desk) -> None:
    drops(desk)
    desk.was_heard = lambda _: False

    result = desk.use(troubleshoot, problem="connection_drops", outcome="solved")

    assert (result.say, result.outcome) == ("Good, then that is solved.", Outcome.DONE)


def test_a_step_can_be_heard_again(desk: Desk) -> None:
    drops(desk)

    assert drops(desk, "again") == FIRST


def test_the_problem_need_not_be_named_again(desk: Desk) -> None:
    drops(desk)

    assert desk.use(troubleshoot, outcome="next").say == SECOND


def test_without_any_problem_it_is_asked_for(desk: Desk) -> None:
    result = desk.use(troubleshoot, outcome="next")

    assert (result.outcome, result.missing) == (Outcome.NEEDS, "problem")


def test_each_problem_is_picked_up_where_it_was_left(desk: Desk) -> None:
    drops(desk)
    drops(desk, "next")
    desk.use(troubleshoot, problem="slow_wifi")

    assert drops(desk) == SECOND
    assert desk.use(troubleshoot, problem="slow_wifi", outcome="next").say.startswith("Next, switch")


def test_a_question_takes_yes_and_no(desk: Desk) -> None:
    desk.use(troubleshoot, problem="no_internet")
    assert desk.use(troubleshoot, problem="no_internet", outcome="no").say.startswith("If it is not green")

    other = Desk()
    other.use(troubleshoot, problem="no_internet")
    assert other.use(troubleshoot, problem="no_internet", outcome="yes").say.startswith("Next, unplug")


def test_yes_to_an_instruction_asks_whether_it_works(desk: Desk) -> None:
    drops(desk)

    assert [drops(desk, "yes"), drops(desk, "no")] == ["Does it work now?", SECOND]
