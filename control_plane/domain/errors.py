"""Every failure that the control plane names.

ControlPlaneError
├── FieldRefused            a field of a request breaks a rule
├── RoomTaken               the room belongs to another caller
├── CallNotFound            no call by that id
├── RoomNotFound            no live call of one's own is in that room
├── StaleEpoch              a write about a call by an owner that has been succeeded
├── CallNotPlaced           no agent service took the call
├── CallNotEnded            the agent service that carries the call could not be told to end it
├── TenantFull              the tenant has as many calls as it may have at once
├── WebhookForged           the media server did not sign this
├── WebhookUnreadable       the media server signed what makes no sense
├── ReplicaNotFound         no replica by that id holds a lease
├── RegistryUnavailable     what is shared between control planes cannot be reached
├── CredentialRefused       what was sent proves nothing
├── NotAllowed              it is known who it is, and they may not do this
├── IssuerUnavailable       the issuer of users' tokens does not answer, and its keys are not known
├── ApiKeyNotFound          no API key by that id
├── TooManyApiKeys          the tenant has as many as it may have
├── ScaleInUnavailable      what takes replicas away cannot be told which carry calls
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


class RoomNotFound(ControlPlaneError):
    """No live call that the caller could come back to is in the room, whatever is there of others."""

    code = "room_not_found"

    def __init__(self) -> None:
        super().__init__("there is no such room: ask again without a room to get one of your own")


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


class TenantFull(ControlPlaneError):
    """The tenant has as many calls as it may have at once."""

    code = "tenant_full"
    retry_after_s = 30
    """Calls last minutes, and with many of them one ends soon."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} calls at once are all that this tenant may have: ask again when one has ended")


class WebhookForged(ControlPlaneError):
    """The media server did not sign this."""

    code = "unauthorised"

    def __init__(self) -> None:
        super().__init__(
            "not signed by our media server: its webhook.api_key must be the key in PARLEY_LIVEKIT_API_KEY, and "
            "the body must arrive as it was sent"
        )


class WebhookUnreadable(ControlPlaneError):
    """The media server signed what makes no sense.

    :ivar digest: SHA-256 of what was sent, in hexadecimal.
    """

    code = "webhook_unreadable"

    def __init__(self, digest: str) -> None:
        super().__init__("an event that makes no sense")
        self.digest = digest


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


class CredentialRefused(ControlPlaneError):
    """What was sent proves nothing.

    :param problem: what is wrong with it, in words that hold nothing of it.
    """

    code = "unauthorised"

    def __init__(self, problem: str) -> None:
        super().__init__(problem)


class NotAllowed(ControlPlaneError):
    """It is known who it is, and they may not do this.

    :ivar code: `forbidden`, or a word for what is missing.
    """

    def __init__(self, explanation: str, code: str = "forbidden") -> None:
        super().__init__(explanation)
        self.code = code


class IssuerUnavailable(ControlPlaneError):
    """The issuer of users' tokens does not answer, and this token's key is not known. Asking again is safe."""

    code = "issuer_unavailable"
    retry_after_s = 5

    def __init__(self) -> None:
        super().__init__("the issuer of tokens does not answer, so yours cannot be checked: ask again soon")


class ApiKeyNotFound(ControlPlaneError):
    """No API key by that id."""

    code = "api_key_not_found"

    def __init__(self) -> None:
        super().__init__("there is no API key by this id: GET /api/v1/api-keys lists those that there are")


class TooManyApiKeys(ControlPlaneError):
    """The tenant has as many API keys as it may have."""

    code = "too_many_api_keys"

    def __init__(self, most: int) -> None:
        super().__init__(f"a tenant has at most {most} API keys: revoke one that is no longer used")


class ScaleInUnavailable(ControlPlaneError):
    """What takes replicas away cannot be told which of them carry calls.

    :param why: without what the other side wrote.
    """

    code = "scale_in_unavailable"

    def __init__(self, why: str) -> None:
        super().__init__(f"Kubernetes was not told what a pod's deletion costs: {why}")


class ConfigurationInvalid(ControlPlaneError):
    """A setting is missing or wrong. The message names the variable and says what to do."""

    code = "configuration_invalid"
