"""The agents, as a call sees them."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Sequence

from domain.entities.reply import ModelUsed, ReplyPart


class AgentTeam(ABC):
    """A supervisor and its specialists, which share one memory a session.

    A turn is two steps: `reply` makes the answer, `commit` says how much of it the caller heard. Only what is
    committed is remembered as said. Turns of one session follow each other; sessions are independent.
    """

    @property
    @abstractmethod
    def greeting(self) -> str:
        """What the caller hears first."""

    @property
    def apology(self) -> str:
        """What the caller hears when no answer can be made."""
        return "I'm sorry, I could not work that out just now. Could you say it again, please?"

    async def warm(self) -> None:  # noqa: B027  # most have nothing to make ready
        """Make ready what takes time, such as a connection to a model; when a call begins."""

    async def listen(self, session_id: str, *, epoch: int) -> None:  # noqa: B027  # it may be left out
        """The caller is about to have said something: begin with what does not depend on what that is.

        Does nothing while a reply is being made, or prepared.
        """

    async def prepare(self, session_id: str, utterance: str, *, epoch: int) -> None:  # noqa: B027  # it may be left out
        """Begin to answer what the caller has perhaps said, while it is being found out whether that was all.

        Nothing is done that cannot be taken back. `reply` with the same words goes on from there; with others, and
        before a `commit`, it is as if this had not been. Does nothing while a reply is being made.
        """

    @abstractmethod
    def reply(self, session_id: str, utterance: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        """Answer the caller's new turn.

        The first part is `SpecialistChosen`; the `Words` follow as they are made. Closing the iterator (`aclose`)
        stops the work; what the caller said is remembered all the same. A turn before it that was not
        committed counts as unheard.

        :raises ModelFailed: no answer can be made. Asking again may help.
        :raises StaleEpoch: the session has a newer owner.
        """

    @abstractmethod
    def silence(self, session_id: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:
        """The caller has said nothing for a while: ask, or end the call.

        It is a turn like any other, in which the caller said nothing: the promises are those of `reply`, and
        `commit` follows.

        :raises ModelFailed: nothing can be said. The silence goes on.
        :raises StaleEpoch: the session has a newer owner.
        """

    @abstractmethod
    async def commit(self, session_id: str, heard: str, *, epoch: int) -> None:
        """Remember `heard` as the answer to the latest turn, or as the greeting when there was none.

        :raises StaleEpoch: the session has a newer owner.
        """

    async def look_up(self, session_id: str, *, epoch: int) -> None:  # noqa: B027  # it may be left out
        """Another owner lets go of the session: read what it remembers of it now, so that no answer waits for it.

        :raises Exception: it cannot be read.
        """

    async def resume(  # noqa: B027  # it may be left out
        self, session_id: str, utterance: str, said: str, *, epoch: int
    ) -> None:
        """Another owner was answering `utterance`, perhaps without having kept that, and had made `said` of it,
        when it was gone. `commit` follows, and tells what was heard of it.

        :raises StaleEpoch: the session has a newer owner.
        """

    def untold(self, session_id: str) -> Sequence[ModelUsed]:
        """What models have used for the session and no reply has told of, as it was interrupted; given once."""
        del session_id
        return ()

    @abstractmethod
    async def forget(self, session_id: str) -> None:
        """Drop the session's memory. Unknown sessions are no error."""
