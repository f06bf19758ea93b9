"""What became of an utterance: where it was taken for over, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from application.talk.endpointing.end_of_turn import STRATEGIES
from application.talk.endpointing.pause import Pause
from benchmarks.sounds.listening import Turn
from benchmarks.sounds.utterances import AFTER_MS, Utterance
from domain.entities.reply import AskedFor

EARLY_MS = 30
"""A turn that is taken so little before the last sound fades away cuts nothing off."""


@dataclass(frozen=True, slots=True)
class Heard:
    """On one side.

    :ivar taken_ms: when turns were taken for over, from the beginning of the sound.
    :ivar texts: with which words; empty where only sound is looked at.
    :ivar reasons: which strategy of `application.talk.endpointing` was believed, with its opinion.
    """

    utterance: Utterance
    taken_ms: tuple[float, ...]
    texts: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        asked = self.utterance.asked_for
        request = f"[{asked.kind} {asked.digits or ''}] " if asked else ""
        return f"{self.utterance.number:3} {request}{self.utterance.text}"

    @property
    def cut_offs(self) -> int:
        return sum(each < self.utterance.ends_ms - EARLY_MS for each in self.taken_ms)

    @property
    def wait_ms(self) -> float:
        """From the real end to when the turn, or the rest of it, was taken; `AFTER_MS` when it was not."""
        after = [each for each in self.taken_ms if each >= self.utterance.ends_ms - EARLY_MS]
        return after[0] - self.utterance.ends_ms if after else AFTER_MS

    def row(self) -> Mapping[str, object]:
        """For machines."""
        return {
            "number": self.utterance.number,
            "kind": self.utterance.kind,
            "text": self.utterance.text,
            "voice": self.utterance.voice,
            "ends_ms": self.utterance.ends_ms,
            "taken_ms": self.taken_ms,
            "texts": self.texts,
            "reasons": self.reasons,
            "cut_offs": self.cut_offs,
            "wait_ms": self.wait_ms,
        }


def reason(turn: Turn, asked_for: AskedFor | None) -> str:
    """Why this was taken for a whole turn."""
    pause = Pause(turn.text, turn.probability, asked_for)
    for strategy in STRATEGIES:
        if (opinion := strategy(pause)) is not None:
            name = strategy.__module__.rpartition(".")[2]
            return f"{name}: {opinion.name.lower()}, detector {turn.probability:.2f}"
    return f"nobody knew, detector {turn.probability:.2f}"
