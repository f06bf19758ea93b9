"""What the scripted recogniser, model and voice do, the same on every side: no vendor and no network is measured.

The script reaches each side's processes in the environment variable `BENCH_SCRIPT`, and what a caller is about to
say, where it matters word by word, in a cue file. Standard library only: the sides have environments of their own.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any, Self

VARIABLE = "BENCH_SCRIPT"


@dataclass(frozen=True, slots=True)
class Script:
    """Delays in milliseconds.

    :ivar hears: what the recogniser understands of a caller's utterances, one after the other in each call; the
        last stands for all that follow, and an empty one gives no words, as a cough does. Its interim words come
        one each `word_ms` of the utterance.
    :ivar cue: a file that says what is said next, for words in time with their sound (`give_cue`); then `hears` is
        not used. Empty: there is none.
    :ivar final_ms: from when a side asks for an utterance's last words to when they are there.
    :ivar greeting: what the caller hears first; empty: nothing.
    :ivar answer: of every turn; its words are the model's tokens.
    :ivar first_token_ms: from the question to the first of them.
    :ivar token_ms: between two of them.
    :ivar first_sound_ms: from the first word of an answer to its first sound.
    :ivar spoken_word_ms: how long a word is heard. All of its sound is there when its text is.
    :ivar sample_rate_hz: of the voice.
    :ivar silence_ms: each side is set to take a turn for finished after so much silence, counted from the last
        voice, whatever was said. A multiple of 32, the length of a window. None leaves each side as it comes.
    :ivar hears_level: a window is voice when it is loud, so that all sides hear the same end of a sound. Their own
        detectors still do their work on it, and are not believed. False believes them.
    :ivar preemptive: livekit-agents asks the model before the turn is over, as it does by default. It hides the
        model's time in the silence.
    """

    hears: tuple[str, ...] = ("the blue and green one",)
    word_ms: int = 250
    cue: str = ""
    final_ms: int = 0
    greeting: str = "Hello, how can I help you?"
    answer: str = "That is all well, and it has been so for a while."
    first_token_ms: int = 0
    token_ms: int = 0
    first_sound_ms: int = 0
    spoken_word_ms: int = 200
    sample_rate_hz: int = 24_000
    silence_ms: int | None = None
    hears_level: bool = False
    preemptive: bool = True

    @property
    def makes_answer_ms(self) -> int:
        """What the script itself takes of a turn: from the turn's end to its first sound."""
        return self.first_token_ms + self.first_sound_ms

    @property
    def environment(self) -> Mapping[str, str]:
        return {VARIABLE: json.dumps(asdict(self))}

    @classmethod
    def given(cls) -> Self:
        """The one in this process's environment."""
        fields: dict[str, Any] = json.loads(os.environ[VARIABLE])
        return cls(hears=tuple(fields.pop("hears")), **fields)


@dataclass(frozen=True, slots=True)
class TimedWord:
    """Times are from the utterance's first sound, its pauses included.

    :ivar ends_ms: when it was said: whoever asks for the last words from then on is given it.
    :ivar at_ms: when it is told of, where nobody has asked.
    """

    text: str
    ends_ms: int
    at_ms: int


def give_cue(path: Path, number: int, words: tuple[TimedWord, ...]) -> None:
    """Say what the next utterance is, before it is said.

    :param number: another one than that of the utterance before.
    """
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps({"number": number, "words": [astuple(each) for each in words]}))
    beside.replace(path)  # nobody reads half of it


def read_cue(path: Path) -> tuple[int, tuple[TimedWord, ...]]:
    """The number and the words; number 0 when there is none yet."""
    try:
        cue = json.loads(path.read_text())
    except FileNotFoundError:
        return 0, ()
    return cue["number"], tuple(TimedWord(*word) for word in cue["words"])
