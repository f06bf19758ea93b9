"""Someone of the team who answers callers."""

from dataclasses import dataclass

SUPERVISOR = "supervisor"
"""The name under which the supervisor itself speaks; no specialist has it."""


@dataclass(frozen=True, slots=True)
class Specialist:
    """What the team needs to know of one of its members.

    :ivar name: an identifier, such as `tech_support`; unique in the team.
    :ivar description: what callers can ask of it, as the end of "I can help with ...".
    :ivar keywords: beginnings of words, or of phrases, that speak for it: `bill` stands for billing too.
    :ivar prompt: how it answers: the instructions that its model is given.
    :ivar knowledge: the folders that it looks things up in, inside the knowledge folder.
    """

    name: str
    description: str
    keywords: tuple[str, ...]
    prompt: str
    knowledge: tuple[str, ...]
