"""A caller whose words are long in coming."""

import asyncio

import pytest

from application.talk.unheard_turn import ASKED_AGAIN_S, SHORTEST_SPEECH_S, UnheardTurn

LATE_S = 0.02


class Watched:
    """An `UnheardTurn`, its clock, and how often it was late."""

    def __init__(self) -> None:
        self.now = 100.0
        self.late = self.lost = 0
        self.may_go_on = False
        self.turn = UnheardTurn(
            self._count,
            self._lose,
            may_go_on=lambda: self.may_go_on,
            late_s=LATE_S,
            lost_s=LATE_S,
            clock=lambda: self.now,
        )

    def _count(self) -> None:
        self.late += 1

    def _lose(self) -> None:
        self.lost += 1

    def speaks(self, seconds: float = 2 * SHORTEST_SPEECH_S) -> None:
        self.turn.caller_began()
        self.now += seconds
        self.turn.caller_stopped()


async def time_passes() -> None:
    await asyncio.sleep(3 * LATE_S)


@pytest.fixture
def watched() -> Watched:
    return Watched()


async def test_words_that_do_not_come_are_noticed_once(watched: Watched) -> None:
    watched.speaks()
    await time_passes()
    await time_passes()

    assert (watched.late, watched.lost) == (1, 1)


async def test_a_caller_who_may_go_on_is_not_told_to_wait(watched: Watched) -> None:
    watched.may_go_on = True
    watched.speaks()
    await time_passes()
    assert (watched.late, watched.lost) == (0, 0)

    watched.may_go_on = False
    await asyncio.sleep(ASKED_AGAIN_S + LATE_S)
    assert watched.late == 1


async def test_words_that_come_late_are_not_lost(watched: Watched) -> None:
    watched.speaks()
    await asyncio.sleep(1.5 * LATE_S)
    watched.turn.answered()
    await time_passes()

    assert (watched.late, watched.lost) == (1, 0)


def test_the_wait_begins_with_the_latest_that_was_heard(watched: Watched) -> None:
    assert watched.turn.waited_s == 0
    watched.turn.caller_began()
    assert watched.turn.waited_s == 0


async def test_who_was_asked_to_wait_has_not_waited(watched: Watched) -> None:
    watched.speaks()
    watched.now += 2
    assert watched.turn.waited_s == 2

    watched.turn.agent_spoke()
    assert watched.turn.waited_s == 0


async def test_words_in_time_are_not_late(watched: Watched) -> None:
    watched.speaks()
    watched.turn.answered()
    await time_passes()

    assert watched.late == 0


async def test_a_caller_who_goes_on_does_not_wait(watched: Watched) -> None:
    watched.speaks()
    watched.turn.caller_began()
    await time_passes()

    assert watched.late == 0


async def test_a_cough_wants_no_answer(watched: Watched) -> None:
    watched.speaks(SHORTEST_SPEECH_S / 2)
    await time_passes()

    assert watched.late == 0
