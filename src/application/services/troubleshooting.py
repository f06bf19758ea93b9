"""Leads callers through the steps that may help."""

from collections.abc import Collection

from domain.entities.guide import Advice, Answer, Guide, Stage, Step
from domain.errors import Refused

_CHECKING = "?"
"""After a step's name in a place: the caller was asked whether it works now."""

_END = "."
"""The place after the last step."""


class Troubleshooting:
    """Keeps nothing of a caller: a place in a guide, given back with each answer, is all that it needs."""

    def __init__(self, guides: Collection[Guide]) -> None:
        self._guides = {guide.name: guide for guide in guides}

    @property
    def guides(self) -> tuple[Guide, ...]:
        return tuple(self._guides.values())

    def guide(self, name: str) -> Guide:
        """:raises Refused: there is none for this problem."""
        if name not in self._guides:
            raise Refused("I have no steps for that problem, but I can open a ticket for it.")
        return self._guides[name]

    def step(self, problem: str, place: str) -> Step | None:
        """The step that a caller at this place is busy with; None before the first and after the last."""
        return self.guide(problem).step(place.removesuffix(_CHECKING))

    def advise(self, problem: str, place: str, answer: Answer) -> Advice:
        """What to tell a caller who was at `place` (empty for nowhere yet) and gives this answer.

        Callers who begin again in the middle are told the step where they were; at the end they start anew.

        :raises Refused: there is no guide for this problem.
        """
        guide = self.guide(problem)
        if answer is Answer.SOLVED:
            return Advice("", Stage.SOLVED)
        step = self.step(problem, place)
        if step is None:
            return self._outside(guide, place, answer)
        if answer in (Answer.BEGIN, Answer.AGAIN):
            return Advice(place, Stage.CHECK if place.endswith(_CHECKING) else Stage.STEP, step)
        return self._after(guide, step, answer, checking=place.endswith(_CHECKING))

    def _outside(self, guide: Guide, place: str, answer: Answer) -> Advice:
        if place == _END and answer is not Answer.BEGIN:
            return Advice(_END, Stage.NONE_LEFT)
        return _at(guide.steps[0])

    def _after(self, guide: Guide, step: Step, answer: Answer, *, checking: bool) -> Advice:
        if checking:
            return Advice("", Stage.SOLVED) if answer is Answer.YES else _at(guide.step(step.next))
        if step.is_question:
            branch = step.yes if answer is Answer.YES else step.no
            return _at(guide.step(branch))
        if answer is Answer.YES:
            # "Yes" to an instruction may mean that it was followed, or that it helped.
            return Advice(step.name + _CHECKING, Stage.CHECK, step)
        return _at(guide.step(step.next))


def _at(step: Step | None) -> Advice:
    return Advice(_END, Stage.NONE_LEFT) if step is None else Advice(step.name, Stage.STEP, step)
