"""Whom the agents speak for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Company:
    """:ivar name: as it is spoken; may be empty.
    :ivar greeting: what a caller hears first.
    """

    name: str = ""
    greeting: str = "Hello, how can I help you?"
