"""What the next owner of a live call must know that memory does not hold."""

from dataclasses import dataclass

from domain.entities.reply import AskedFor, SpecialistChosen


@dataclass(frozen=True, slots=True)
class Thread:
    """Of what is talked about.

    :ivar speaker: who answers.
    :ivar asked_for: what the caller has just been asked for.
    :ivar failures: answers in a row that could not be made.
    :ivar lasted_s: how long the call has lasted, for its caps.
    :ivar waits_for_human: the caller has asked for a person.
    """

    speaker: SpecialistChosen
    asked_for: AskedFor | None = None
    failures: int = 0
    lasted_s: float = 0.0
    waits_for_human: bool = False


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
