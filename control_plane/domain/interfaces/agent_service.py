"""Speaking to the services that carry calls."""

from abc import ABC, abstractmethod

from control_plane.domain.entities.agent import AgentHealth, AgentSession, JoinCommand


class AgentService(ABC):
    """Agent services, each named by its base URL. Every method is safe to call again, and from many tasks at once.

    Every method ends within `timeout_s`, and raises an `AgentError` for whatever goes wrong on the way:

    :raises AgentUnreachable: no connection; the service has not heard the request.
    :raises AgentSilent: it has perhaps heard the request, and did not answer in time.
    :raises AgentAnswersWrong: its answer is not one that the contract has.
    :raises AgentRefusesCredential: it does not know our service token.
    """

    @abstractmethod
    async def join(self, agent: str, command: JoinCommand, timeout_s: float) -> AgentSession:
        """Have it carry a call; the same command again gives the same session. When cancelled, the command may
        have been obeyed.

        :raises AgentFull: all places are taken.
        :raises AgentDraining: it takes no new calls.
        :raises AgentSpent: the tenant may spend no more today: no other service must be asked.
        :raises AgentWithoutMedia: it cannot reach the LiveKit server.
        :raises AgentRefusesRoom: the room is carried there for another caller.
        :raises AgentRefusesEpoch: the call has gone on under a newer one.
        """

    @abstractmethod
    async def hand_over(
        self, agent: str, session_id: str, epoch: int, successor_epoch: int, *, within_s: float, timeout_s: float
    ) -> bool:
        """Have it pass a call on to the standby of that epoch, which is in the call's room. False: it has no such
        call. When it is silent, it may have done so.

        :param epoch: its own.
        :param within_s: to wait for a quiet moment.
        :raises AgentKeepsCall: it goes on with it.
        """

    @abstractmethod
    async def leave_session(self, agent: str, session_id: str, timeout_s: float) -> bool:
        """End a session. False: there is none by that id."""

    @abstractmethod
    async def leave_room(self, agent: str, room: str, timeout_s: float) -> bool:
        """End the session of a room. False: there is none."""

    @abstractmethod
    async def session(self, agent: str, session_id: str, timeout_s: float) -> AgentSession | None:
        """None: there is none by that id."""

    @abstractmethod
    async def sessions(self, agent: str, timeout_s: float) -> tuple[AgentSession, ...]:
        """All that it knows, those that ended a while ago too."""

    @abstractmethod
    async def health(self, agent: str, timeout_s: float) -> AgentHealth:
        """How it is; a service that says it is not well has answered."""
