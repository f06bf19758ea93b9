"""Manners that an operator may set."""

from dataclasses import dataclass

from application.talk.endpointing.end_of_turn import EndOfTurn


@dataclass(frozen=True, slots=True)
class TurnTaking:
    """When the caller's turn is over, and when the caller is interrupting.

    :ivar barge_in_ms: speech of this length stops an answer though no word of it was understood.
    :ivar silence_s: after so long without a word of the caller the agents speak again.
    """

    end_of_turn: EndOfTurn
    barge_in_ms: int
    silence_s: float
