"""What an agent service can do instead of what it was asked.

AgentError
├── AgentFull               all of its places are taken, or its calls take all of its time
├── AgentDraining           it takes no new calls
├── AgentSpent              the caller's tenant has spent all that it may today
├── AgentWithoutMedia       it cannot reach the LiveKit server
├── AgentKeepsCall          it goes on with a call that it was to hand over
├── AgentRefusesRoom        it carries that room for another caller
├── AgentRefusesEpoch       it knows that the call has a newer owner: itself, or another service
├── AgentRefusesCredential  the service token is wrong
├── AgentUnreachable        no connection: it has not heard the command
├── AgentSilent             the connection was there, an answer was not
└── AgentAnswersWrong       an answer that the contract does not have
"""

from typing import ClassVar

from control_plane.domain.errors import ControlPlaneError


class AgentError(ControlPlaneError):
    """An agent service did not do what it was asked.

    :ivar may_have_acted: the command may have been obeyed all the same, so that it must be taken back.
    :ivar may_have_read: what the call remembers may have been read under the command's epoch, which closes it to
        owners of older epochs.
    """

    code = "agent_failed"
    may_have_acted: ClassVar[bool] = False
    may_have_read: ClassVar[bool] = False

    def __init__(self, agent: str, retry_after_s: int | None = None) -> None:
        super().__init__(f"agent service {agent}: {self.code}")
        self.agent = agent
        self.retry_after_s = retry_after_s


class AgentFull(AgentError):
    code = "full"


class AgentDraining(AgentError):
    code = "draining"


class AgentSpent(AgentError):
    """For all services: what may be spent is not a matter of one of them."""

    code = "spent"


class AgentWithoutMedia(AgentError):
    """An agent reads before it enters the room."""

    code = "media_unavailable"
    may_have_read = True


class AgentKeepsCall(AgentError):
    code = "not_movable"


class AgentRefusesRoom(AgentError):
    code = "room_taken"


class AgentRefusesEpoch(AgentError):
    code = "stale_epoch"


class AgentRefusesCredential(AgentError):
    code = "unauthorised"


class AgentUnreachable(AgentError):
    code = "unreachable"


class AgentSilent(AgentError):
    code = "silent"
    may_have_acted = may_have_read = True


class AgentAnswersWrong(AgentError):
    code = "wrong_answer"
    may_have_acted = may_have_read = True
