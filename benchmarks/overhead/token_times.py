"""How long after the model's first token the caller hears something, and what of that is ours."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from langchain_core.callbacks import AsyncCallbackHandler

FIRST_SOUND_S = 0.1
"""Of the emulated voice, from its first text."""

_SENTENCE_END = re.compile(r"[.!?]$")


@dataclass(frozen=True)
class Heard:
    """Seconds since the model's first token.

    :ivar sentence: until the token that ends the first sentence.
    :ivar words: until the team gave its first words.
    :ivar sound: until the first sound.
    """

    sentence: float
    words: float
    sound: float


@dataclass(frozen=True)
class Delays:
    """Medians, in seconds.

    :ivar voice_alone: from text to the first sound, by the bare exchange.
    :ivar left: of each turn's time to its first sound, without the first sentence's and the script's.
    """

    sentence: float
    words: float
    sound: float
    voice_alone: float
    left: float
    turns: int

    @classmethod
    def of(cls, turns: Sequence[Heard], alone: Sequence[float]) -> "Delays":
        return cls(
            median(turn.sentence for turn in turns),
            median(turn.words for turn in turns),
            median(turn.sound for turn in turns),
            median(alone),
            median(turn.sound - turn.sentence - FIRST_SOUND_S for turn in turns),
            len(turns),
        )


@dataclass
class TokenTimes(AsyncCallbackHandler):
    """When the model's tokens came."""

    came: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])

    async def on_llm_new_token(self, token: str | list[str | dict[str, Any]], **kwargs: Any) -> None:
        del kwargs
        if token:
            self.came.append((str(token), time.perf_counter()))

    def heard(self, words_at: float, sound_at: float) -> Heard:
        begun = self.came[0][1]
        ended = next(at for token, at in self.came if _SENTENCE_END.search(token))
        return Heard(ended - begun, words_at - begun, sound_at - begun)
