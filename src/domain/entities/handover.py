"""What the next owner of a live call must know that memory does not hold."""

from dataclasses import dataclass

from domain.entities.standing import CallStanding


@dataclass(frozen=True, slots=True)
class Thread:
    """Of what is talked about.

    :ivar standing: as one who recovers the call would find it; so nothing is to be found.
    :ivar failures: answers in a row that could not be made.
    :ivar lasted_s: how long the call has lasted, for its caps: machines' clocks differ.
    """

    standing: CallStanding
    failures: int = 0
    lasted_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Floor:
    """Of who talks.

    :ivar hear_again_ms: so much of the caller's latest sound was not understood yet, or is silence.
    :ivar voice: the agents' latest; None for the usual one.
    :ivar usual_db: how loud the caller is; None when nothing was said yet.
    :ivar silent_s: for how long nobody has said anything, since the latest `silences` of them.
    :ivar silences: that the caller has let pass.
    :ivar types: the caller's latest words were typed.
    """

    hear_again_ms: int = 0
    voice: str | None = None
    usual_db: float | None = None
    silent_s: float = 0.0
    silences: int = 0
    types: bool = False


@dataclass(frozen=True, slots=True)
class Handover:
    """:ivar typed: ids of the caller's latest typed messages, which have been taken."""

    thread: Thread
    floor: Floor
    typed: tuple[str, ...] = ()
