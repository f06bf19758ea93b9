"""Someone of the team who answers callers."""

from dataclasses import dataclass
from enum import StrEnum

from domain.entities.prompt import Prompt
from domain.entities.tool import Tool

SUPERVISOR = "supervisor"
"""The name under which the supervisor itself speaks; no specialist has it."""


class Pace(StrEnum):
    """A style of turn-taking."""

    BRISK = "brisk"
    NORMAL = "normal"
    PATIENT = "patient"
    """For callers who look something up, or read it out."""


@dataclass(frozen=True, slots=True)
class Specialist:
    """What the team needs to know of one of its members.

    :ivar name: an identifier, such as `tech_support`; unique in the team.
    :ivar description: what callers can ask of it, as the end of "I can help with ...".
    :ivar keywords: beginnings of words, or of phrases, that speak for it: `bill` stands for billing too.
    :ivar prompt: how it answers: the instructions that its model is given.
    :ivar knowledge: the folders that it looks things up in, inside the knowledge folder.
    :ivar tools: what it can do.
    :ivar voice: who speaks for it, by the name that the synthesiser in use has for it; None for the usual voice.
    :ivar pace: how long it waits for more when the caller pauses.
    """

    name: str
    description: str
    keywords: tuple[str, ...]
    prompt: Prompt
    knowledge: tuple[str, ...]
    tools: tuple[Tool, ...] = ()
    voice: str | None = None
    pace: Pace = Pace.NORMAL
