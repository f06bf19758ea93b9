"""Reads the guides, and checks that each leads somewhere."""

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Self

from pydantic import Field, RootModel, model_validator

from domain.entities.guide import Guide, Step
from infrastructure.adapters.business_data.data_file import Checked, Text, read_data


class _Step(Checked):
    name: Text
    say: Text
    next: str | None = None
    yes: str = ""
    no: str = ""


class _Guide(Checked):
    about: Text
    page: Text
    said: tuple[Text, ...] = ()
    steps: tuple[_Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        steps = _linked(self.steps)
        names = {step.name: step for step in steps}
        if len(names) < len(steps):
            raise ValueError("two steps have the same name")
        for step in steps:
            if unknown := set(_branches(step)) - names.keys():
                raise ValueError(f"the step {step.name} leads to {', '.join(sorted(unknown))}, which is no step")
        if left_out := names.keys() - _reached(steps[0], names, ()):
            raise ValueError(f"no step leads to {', '.join(sorted(left_out))}")
        return self


class _Guides(RootModel[dict[Text, _Guide]]):
    pass


def read_guides(file: Path) -> tuple[Guide, ...]:
    """:raises ConfigurationInvalid: the file is missing or wrong."""
    return tuple(
        Guide(name, guide.about, guide.said, guide.page, _linked(guide.steps))
        for name, guide in read_data(file, _Guides).root.items()
    )


def _linked(steps: Sequence[_Step]) -> tuple[Step, ...]:
    """A step that does not say what follows leads to the one below it."""
    return tuple(
        Step(step.name, step.say, _next(step, below), step.yes, step.no)
        for step, below in zip_longest(steps, steps[1:])
        if step is not None
    )


def _next(step: _Step, below: _Step | None) -> str:
    if step.yes or step.no:
        return ""
    return step.next if step.next is not None else below.name if below is not None else ""


def _branches(step: Step) -> tuple[str, ...]:
    return tuple(filter(None, (step.next, step.yes, step.no)))


def _reached(step: Step, steps: dict[str, Step], way: tuple[str, ...]) -> set[str]:
    """:raises ValueError: a way comes back to where it was: the caller would go in circles."""
    if step.name in way:
        raise ValueError(f"the steps go in circles: {', '.join((*way, step.name))}")
    way = (*way, step.name)
    return {step.name}.union(*(_reached(steps[name], steps, way) for name in _branches(step)))
