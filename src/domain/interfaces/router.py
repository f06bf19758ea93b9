"""Who answers a turn."""

from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """The supervisor's decision on one turn.

    :ivar name: a specialist's name, or `SUPERVISOR` when the supervisor has the answer itself.
    :ivar question: the caller's words as a question that needs nothing said before to be understood; after small
        talk still the question before it.
    :ivar answer: the supervisor's own words; empty when a specialist answers.
    """

    name: str
    question: str
    answer: str = ""


class AgentRouter(ABC):
    """Reads the caller's new words and decides who answers them."""

    @property
    @abstractmethod
    def greeting(self) -> str:
        """What the caller hears first."""

    @abstractmethod
    async def route(self, utterance: str, *, previous_question: str, current: str) -> Route:
        """Decide one turn. Always decides: when nothing tells, the current specialist goes on.

        :param previous_question: the `question` of the route before; empty in the first turn.
        :param current: the specialist who answered last; empty when none has.
        """
