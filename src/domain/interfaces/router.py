"""Who answers a turn."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What is done with a turn."""

    ANSWER = "answer"
    """The specialist answers."""
    SAY = "say"
    """The words are at hand, and are said."""
    CONFIRM = "confirm"
    """The caller says yes to what was asked: it is done."""
    DECLINE = "decline"
    """The caller says no to it."""
    HUMAN = "human"
    """The caller wants a person."""
    FAREWELL = "farewell"
    """The caller ends the call."""
    GIVE_UP = "give_up"
    """Nobody speaks any more: the call is ended."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a turn is decided by.

    :ivar utterance: the caller's new words; empty after a silence.
    :ivar previous_question: the `question` of the route before; empty in the first turn.
    :ivar current: the specialist who answered last; empty when none has.
    :ivar said: the latest answer.
    :ivar heard: all answers so far, as far as the caller heard them.
    :ivar heard_last: the same of the latest turn's answer; empty when nothing of it was heard.
    :ivar topics: what the call was about so far, each as the end of "You called about ...".
    :ivar to_confirm: the question that waits for a yes before something is done; empty when there is none.
    :ivar was_heard: whether the caller has heard that question.
    :ivar asked: the question of a tool that misses something; empty when there is none.
    :ivar asked_by: the specialist who asked either of them.
    :ivar silences: how often in a row the caller has said nothing, this time included.
    :ivar waits_for_human: a person has been asked for.
    """

    utterance: str
    previous_question: str = ""
    current: str = ""
    said: str = ""
    heard: tuple[str, ...] = ()
    heard_last: str = ""
    topics: tuple[str, ...] = ()
    to_confirm: str = ""
    was_heard: bool = False
    asked: str = ""
    asked_by: str = ""
    silences: int = 0
    waits_for_human: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """:ivar specialist: who answers it.
    :ivar words: what the caller said of it.
    :ivar question: the same as a question that needs nothing said before to be understood.
    """

    specialist: str
    words: str
    question: str


@dataclass(frozen=True, slots=True)
class Route:
    """The supervisor's decision on one turn.

    :ivar name: who speaks: a specialist's name, or `SUPERVISOR`.
    :ivar question: the caller's words as a question that needs nothing said before to be understood; after small
        talk still the question before it.
    :ivar answer: the words to say, for every act but `ANSWER`.
    :ivar words: what of the caller's words the first answer is for; empty for all of them.
    :ivar preface: said before a specialist's answer.
    :ivar further: the caller's other questions, which are answered after the first one.
    :ivar offers_human: a person is offered at the end of the answer.
    """

    name: str
    question: str
    act: Act = Act.ANSWER
    answer: str = ""
    words: str = ""
    preface: str = ""
    further: tuple[Question, ...] = ()
    offers_human: bool = False


class AgentRouter(ABC):
    """Reads the caller's new words and decides what is done with them."""

    @property
    @abstractmethod
    def greeting(self) -> str:
        """What the caller hears first."""

    @abstractmethod
    async def route(self, situation: Situation) -> Route:
        """Decide one turn. Always decides: when nothing tells, the current specialist goes on."""
