"""How long a pause may be before the caller's turn is over."""

from collections.abc import Callable
from dataclasses import dataclass

from application.talk.endpointing import read_out, short_answer, sound, spelling, trailing, whole_question
from application.talk.endpointing.pause import Opinion, Pause
from domain.entities.specialist import Pace

Strategy = Callable[[Pause], Opinion | None]
"""None where it has nothing to say."""

STRATEGIES: tuple[Strategy, ...] = (
    spelling.opinion,
    read_out.opinion,
    short_answer.opinion,
    trailing.opinion,
    sound.opinion,
    whole_question.opinion,
)
"""The first that knows is believed. Words come before the sound: melody falls within a code too."""

PATIENCE = {Pace.BRISK: 0.8, Pace.NORMAL: 1.0, Pace.PATIENT: 1.8}
"""Times the usual wait for more. People read out a number with pauses of up to 2 s; a fifth less is felt, and cuts
off few."""


OVER_MS = 220
"""After an answer that is complete: a pause within a word is shorter, and the words must have come."""

WHOLE = 0.8
"""Of the middle between likely and doubtful: a whole question that sounds unfinished."""

OPEN = 1.8
"""Times what is doubtful: people who look something up take 2 s."""


@dataclass(frozen=True)
class EndOfTurn:
    """From the end of speech, in milliseconds.

    :ivar likely_ms: when the turn sounds finished.
    :ivar doubtful_ms: when neither words nor melody tell.
    """

    likely_ms: int
    doubtful_ms: int

    def wait_s(self, pause: Pause) -> float:
        """From the end of speech to the end of the turn."""
        return self._wait_ms(opinion_of(pause)) * PATIENCE[pause.pace] / 1000

    def _wait_ms(self, opinion: Opinion) -> float:
        match opinion:
            case Opinion.OVER:
                return min(OVER_MS, self.likely_ms)
            case Opinion.LIKELY:
                return self.likely_ms
            case Opinion.WHOLE:
                return (self.likely_ms + self.doubtful_ms) / 2 * WHOLE
            case Opinion.DOUBTFUL:
                return self.doubtful_ms
            case Opinion.OPEN:
                return self.doubtful_ms * OPEN


def opinion_of(pause: Pause) -> Opinion:
    return next((opinion for each in STRATEGIES if (opinion := each(pause)) is not None), Opinion.DOUBTFUL)
