"""Every failure that Parley names.

ParleyError
├── CallRefused             the call cannot begin
│   ├── ServiceFull         no capacity left: try later, or elsewhere
│   ├── ServiceBusy         the calls that there are take all its time: the same
│   ├── ServiceDraining     no new calls here: try elsewhere
│   ├── RoomTaken           the room belongs to another caller
│   └── TenantSpent         its tenant has spent all that may be spent in a day
├── SessionNotFound         no session by that id or room
├── IllegalTransition       a call cannot go from this state to that one
├── StaleEpoch              a write by an owner that has been succeeded
├── NotMovable              a call cannot be handed over now: it goes on where it is
├── MediaUnavailable        the LiveKit server cannot be reached, or refuses
├── RecognitionFailed       speech could not be turned into text
├── SynthesisFailed         text could not be turned into speech
├── ModelFailed             the language model did not answer
├── Refused                 a business service declines, and says why
├── KeyTaken                an idempotency key was used for something else
├── SpendingUnavailable     what tenants have spent cannot be read or written
├── RecordsUnavailable      the business records cannot be read or written
├── ControlPlaneUnavailable no control plane can be reached there now
├── LeaseRefused            a control plane does not let this replica in
└── ConfigurationInvalid    a setting, a file or a program is missing or wrong

A leaf has a stable `code` for machines, and carries facts, never a caller's words or a credential.
"""

from typing import Any, ClassVar


class ParleyError(Exception):
    """Base of all errors that Parley raises on purpose."""

    code: ClassVar[str] = "internal"

    def __reduce__(self) -> tuple[Any, ...]:
        """Between processes it keeps its words and its facts, whatever it is made of."""
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type[ParleyError], words: tuple[object, ...], facts: dict[str, object]) -> ParleyError:
    error = kind.__new__(kind, *words)
    error.__dict__.update(facts)
    return error


class CallRefused(ParleyError):
    """The call cannot begin."""

    code = "call_refused"


class ServiceFull(CallRefused):
    """All places are taken.

    :param capacity: how many calls this service carries at once.
    """

    code = "full"

    def __init__(self, capacity: int) -> None:
        super().__init__(f"all {capacity} places are taken: try again soon, or on another replica")
        self.capacity = capacity


class ServiceBusy(CallRefused):
    """The calls that it has take all of the process's time: one more would be heard by all.

    :param lag_s: how late it is with what is due, one time in ten.
    """

    code = "busy"

    def __init__(self, lag_s: float) -> None:
        super().__init__(
            f"the process is {lag_s * 1000:.0f} ms late with the calls that it has: try again soon, or on another "
            "replica"
        )
        self.lag_s = lag_s


class ServiceDraining(CallRefused):
    """The service finishes its calls and takes no new ones."""

    code = "draining"

    def __init__(self) -> None:
        super().__init__("this replica takes no new calls: join on another one")


class RoomTaken(CallRefused):
    """The room belongs to another caller."""

    code = "room_taken"

    def __init__(self, room: str) -> None:
        super().__init__(f"room {room!r} belongs to another caller: choose another room")
        self.room = room


class TenantSpent(CallRefused):
    """The call's tenant has spent all that may be spent in a day. Another replica would say the same.

    :ivar retry_after_s: until the next day begins.
    """

    code = "spent"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__("what may be spent on calls today is spent: call again tomorrow (UTC)")
        self.retry_after_s = retry_after_s


class SessionNotFound(ParleyError):
    """No session by that id or room."""

    code = "session_not_found"

    def __init__(self, wanted: str) -> None:
        super().__init__(f"no session {wanted!r} here: GET /sessions lists those that are")
        self.wanted = wanted


class IllegalTransition(ParleyError):
    """A call cannot go from this state to that one."""

    code = "illegal_transition"

    def __init__(self, current: str, wanted: str) -> None:
        super().__init__(f"a session that is {current} cannot become {wanted}")


class StaleEpoch(ParleyError):
    """A write by an owner that has been succeeded: its call is carried on elsewhere."""

    code = "stale_epoch"

    def __init__(self, offered: int, current: int) -> None:
        super().__init__(f"epoch {offered} has been succeeded by {current}")
        self.offered = offered
        self.current = current


class NotMovable(ParleyError):
    """The call goes on where it is."""

    code = "not_movable"


class MediaUnavailable(ParleyError):
    """The LiveKit server cannot be reached, or refuses."""

    code = "media_unavailable"


class RecognitionFailed(ParleyError):
    """Speech could not be turned into text."""

    code = "recognition_failed"


class SynthesisFailed(ParleyError):
    """Text could not be turned into speech."""

    code = "synthesis_failed"


class ModelFailed(ParleyError):
    """The language model did not answer."""

    code = "model_failed"


class Refused(ParleyError):
    """A business service declines.

    :ivar say: the reason, and what is possible instead, as the caller is told.
    """

    code = "refused"

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say


class KeyTaken(ParleyError):
    """An idempotency key was used before, for another effect or with another content."""

    code = "key_taken"

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key!r} was used for something else: take a new key for each effect")
        self.key = key


class SpendingUnavailable(ParleyError):
    """What tenants have spent cannot be read or written. It may have been counted: not to be repeated."""

    code = "spending_unavailable"


class RecordsUnavailable(ParleyError):
    """The business records cannot be read or written. Repeated with the same key, an effect happens once."""

    code = "records_unavailable"


class ControlPlaneUnavailable(ParleyError):
    """A control plane cannot be reached, or the connection to it broke. Calls go on without it."""

    code = "control_plane_unavailable"


class LeaseRefused(ParleyError):
    """A control plane does not let this replica in, or says what makes no sense. The message says what to do."""

    code = "lease_refused"


class ConfigurationInvalid(ParleyError):
    """A setting, a file or a program is missing or wrong. The message says which, and what to do."""

    code = "configuration_invalid"
