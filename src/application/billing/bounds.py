"""What one call may take, beside money."""

from dataclasses import dataclass

from domain.entities.bill import Bill
from domain.entities.session import EndReason
from domain.entities.usage import Unit

TOKENS = frozenset(
    {Unit.INPUT_TOKENS, Unit.CACHED_TOKENS, Unit.OUTPUT_TOKENS, Unit.AUDIO_INPUT_TOKENS, Unit.AUDIO_OUTPUT_TOKENS}
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """None is without bounds. A call that has reached one ends with a goodbye, after the answer in the making.

    :ivar length_s: since the call began.
    :ivar turns: of the caller.
    :ivar tokens: of language models, and of recognisers and voices that count in them.
    """

    length_s: float | None = None
    turns: int | None = None
    tokens: int | None = None

    def reached(self, length_s: float, turns: int, bill: Bill) -> EndReason | None:
        """The reason why a call that has taken this much has to end, if it has to."""
        if self.length_s is not None and length_s >= self.length_s:
            return EndReason.TIME_CAP
        if self.turns is not None and turns >= self.turns:
            return EndReason.TURN_CAP
        if self.tokens is not None and _tokens(bill) >= self.tokens:
            return EndReason.TOKEN_CAP
        return None


def _tokens(bill: Bill) -> int:
    return sum(int(charge.used.amount) for charge in bill.charges if charge.used.unit in TOKENS)
