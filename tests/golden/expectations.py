"""What is said in a turn, and what the answer to it must be."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from domain.entities.tool import Outcome, Value

SpecialistName = Literal["sales", "tech_support", "supervisor"]


def _several(value: object) -> object:
    """One thing may be written without brackets."""
    return (value,) if isinstance(value, str) else value


AnyOf = Annotated[tuple[str, ...], BeforeValidator(_several), Field(min_length=1)]
"""Wordings of one fact: a lone one, or a list of which one is enough."""


class _Written(BaseModel):
    """Written by hand: a field that nobody reads is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectedCall(_Written):
    """A tool that must be called.

    :ivar arguments: those that must be given, with these values or one of these; others are free.
    :ivar outcome: what must become of the call; None leaves it open.
    """

    tool: str = Field(min_length=1)
    arguments: dict[str, Value | tuple[Value, ...]] = {}
    outcome: Outcome | None = None


class Expected(_Written):
    """A turn. What is not mentioned is free; but unless it is, the call must not end, no person be called, and
    nothing be done for good.

    :ivar says: the caller's words. `{number of turn 2}` stands for the code that answer 2 gave, as it is said.
    :ivar silent: the caller says nothing for so long that the agents must.
    :ivar specialist: who may answer; empty when anyone may.
    :ivar holds: facts that the answer must hold.
    :ivar never: what it must not hold.
    :ivar matches: regular expressions that must be found in it, whatever the case.
    :ivar repeats: the number of an earlier turn: its code must be in this answer too.
    :ivar human: the operator must be told that a person is wanted.
    :ivar hangs_up: the call must end after the answer.
    :ivar honest_no: the answer must admit that it does not know or do this, and do nothing.
    :ivar typed_only: makes no sense by voice.
    :ivar heard_words: the caller interrupts after so many words of the answer.
    """

    says: str = ""
    silent: bool = False
    specialist: Annotated[tuple[SpecialistName, ...], BeforeValidator(_several)] = ()
    calls: tuple[ExpectedCall, ...] = ()
    holds: tuple[AnyOf, ...] = ()
    never: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    repeats: int = Field(default=0, ge=0)
    human: bool = False
    hangs_up: bool = False
    honest_no: bool = False
    typed_only: bool = False
    heard_words: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _says_something_or_nothing(self) -> Self:
        if bool(self.says.strip()) == self.silent:
            raise ValueError("either says something or is silent")
        return self


class Dialogue(_Written):
    """A whole call.

    :ivar name: unique, for the reader.
    """

    name: str = Field(min_length=1)
    turns: tuple[Expected, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _refers_to_what_came_before(self) -> Self:
        for number, turn in enumerate(self.turns, start=1):
            if turn.repeats >= number:
                raise ValueError(f"turn {number} repeats turn {turn.repeats}, which is not before it")
        return self
