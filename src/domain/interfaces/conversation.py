"""One call's conversation, as the transport that carries it sees it."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator

from domain.entities.bill import Leg
from domain.entities.handover import Thread
from domain.entities.reply import AskedFor, ReplyPart
from domain.entities.response_time import ResponseTime
from domain.entities.specialist import Pace
from domain.entities.usage import Used
from domain.errors import NotMovable

FAILED_GOODBYE = "I'm sorry, I cannot answer anything just now. Please call again a little later. Goodbye."
"""When every provider of something that a conversation needs has failed again and again."""


class Conversation(ABC):
    """Turns words in into words out, and is told what became of them."""

    @property
    @abstractmethod
    def opening(self) -> tuple[ReplyPart, ...]:
        """What the caller hears first: the greeting, or the rest of an answer in whose middle another owner of the
        call was gone, and who gives it; empty when there is nothing to be said.
        """

    @property
    @abstractmethod
    def specialist(self) -> str:
        """Who speaks now; the supervisor until a specialist is chosen."""

    @property
    @abstractmethod
    def pace(self) -> Pace:
        """How patient to be with the caller's next turn; settled when the latest answer has been made."""

    @property
    @abstractmethod
    def asked_for(self) -> AskedFor | None:
        """What the caller has just been asked for by a tool."""

    async def listen(self) -> None:  # noqa: B027  # it may be left out
        """The caller pauses, and has said something: begin with what does not depend on what that is."""

    async def prepare(self, utterance: str) -> None:  # noqa: B027  # it may be left out
        """The caller has perhaps said this, and pauses: begin with what can be taken back.

        `reply` follows, with these words or with others.
        """

    @abstractmethod
    def reply(self, utterance: str, *, waited_s: float = 0.0) -> AsyncGenerator[ReplyPart, None]:
        """Answer the caller's new turn. When no answer can be made, it apologises instead.

        :param waited_s: since the caller stopped speaking: who has waited is told sooner that the answer is late.

        Closing the iterator (`aclose`) stops the work.
        """

    @abstractmethod
    def silence(self) -> AsyncGenerator[ReplyPart, None]:
        """The caller has said nothing for a while: what is said now, which may be nothing.

        Closing the iterator (`aclose`) stops the work.
        """

    @abstractmethod
    async def heard(self, text: str, *, interrupted: bool, response: ResponseTime | None = None) -> None:
        """The latest answer, or the greeting, is over, and the caller heard `text` of it.

        :param response: how long it took to its first sound; None when it answers nothing that was spoken.
        """

    def saying(self, text: str, heard: str) -> None:  # noqa: B027  # it may be left out
        """Told a few times a second while an answer is spoken: what was made of it, and what the caller has heard
        of that. Returns at once.
        """

    async def cut_off(self) -> None:  # noqa: B027  # it may be left out
        """The line broke in the middle of whatever was going on, and this owner goes on over another one: with
        what was being said, which is the next `opening`, or with what was asked, the next `unanswered`.
        """

    async def claim(self) -> bool:
        """Whether this owner has the call, as every other owner finds it from now on; False: nobody can tell.

        :raises StaleEpoch: a newer owner has it.
        """
        return False

    async def let_go(self) -> Thread:
        """Another owner is about to go on: have all that was said where it is found. Nothing is said meanwhile;
        what is said afterwards, when that owner does not go on after all, is no error.

        :raises NotMovable: it cannot be found by anybody else, or not soon enough.
        """
        raise NotMovable("this conversation cannot be gone on with by another owner")

    def passed_on(self) -> None:  # noqa: B027  # it may be left out
        """The other owner goes on: nothing more is kept of the call here."""

    async def look_up(self, thread: Thread) -> None:  # noqa: ARG002  # it may be left out
        """Read what another owner has let go of, and change nothing, as it may go on all the same. Again is no
        error: the latest counts.

        :raises StaleEpoch: the call has a newer owner.
        :raises NotMovable: what was said cannot be read, so that owner had better go on.
        """
        raise NotMovable("this conversation cannot go on with another owner's")

    async def take_over(self) -> None:
        """Go on with what was looked up.

        :raises NotMovable: this one is ending, before anything was waited for. Nothing was kept of it.
        """
        raise NotMovable("this conversation cannot go on with another owner's")

    @property
    def unanswered(self) -> str | None:
        """What the caller said before this side took over, and was not answered."""
        return None

    @abstractmethod
    def used(self, leg: Leg, used: tuple[Used, ...]) -> None:
        """A provider has done something for this call, outside the making of an answer. Returns at once."""
