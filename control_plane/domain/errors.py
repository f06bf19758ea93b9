"""Every failure that the control plane names.

ControlPlaneError
├── FieldRefused            a field of a request breaks a rule
├── RoomTaken               the room belongs to another caller
├── CallNotFound            no call by that id
├── StaleEpoch              a write about a call by an owner that has been succeeded
├── CallNotPlaced           no agent service took the call
├── CallNotEnded            the agent service that carries the call could not be told to end it
├── ReplicaNotFound         no replica by that id holds a lease
├── RegistryUnavailable     what is shared between control planes cannot be reached
├── ConfigurationInvalid    a setting is missing or wrong
└── AgentError              what one agent service did, see `domain.agent_errors`

A leaf has a stable `code` for machines and carries facts, never a caller's words or a credential.
"""


class ControlPlaneError(Exception):
    """Base of all errors that the control plane raises on purpose."""

    code: str = "internal"


class FieldRefused(ControlPlaneError):
    """A field of a request breaks a rule.

    :param problem: what the rule is, never what was sent.
    """

    code = "invalid_request"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class RoomTaken(ControlPlaneError):
    """The room belongs to another caller."""

    code = "room_taken"

    def __init__(self) -> None:
        super().__init__("this room belongs to another caller: ask again without a room to get one of your own")


class CallNotFound(ControlPlaneError):
    """No call by that id."""

    code = "call_not_found"

    def __init__(self) -> None:
        super().__init__("there is no call by this id, or it ended long ago")


class StaleEpoch(ControlPlaneError):
    """A write about a call by an owner that has been succeeded."""

    code = "stale_epoch"

    def __init__(self, offered: int, current: int) -> None:
        super().__init__(f"epoch {offered} has been succeeded by {current}")
        self.offered = offered
        self.current = current


class CallNotPlaced(ControlPlaneError):
    """No agent service took the call, and none has been left carrying it.

    :ivar code: `spent`, `full`, `agents_unreachable`, `media_unavailable` or `agents_failed`.
    :param retry_after_s: when it is worth asking again.
    """

    def __init__(self, code: str, explanation: str, retry_after_s: int) -> None:
        super().__init__(explanation)
        self.code = code
        self.retry_after_s = retry_after_s


class CallNotEnded(ControlPlaneError):
    """The agent service that carries the call could not be told to end it. Asking again is safe."""

    code = "agents_unreachable"
    retry_after_s = 5

    def __init__(self) -> None:
        super().__init__("the agent service that carries this call does not answer: ask again soon")


class ReplicaNotFound(ControlPlaneError):
    """No replica by that id."""

    code = "replica_not_found"

    def __init__(self) -> None:
        super().__init__("no replica by this id holds a lease: GET /api/v1/replicas lists those that do")


class RegistryUnavailable(ControlPlaneError):
    """What is shared between control planes cannot be reached. Asking again is safe."""

    code = "registry_unavailable"
    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__("the registry of calls does not answer: ask again soon; running calls go on")


class ConfigurationInvalid(ControlPlaneError):
    """A setting is missing or wrong. The message names the variable and says what to do."""

    code = "configuration_invalid"
