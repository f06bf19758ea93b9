"""A caller who makes sounds while a long answer is heard, whatever carries the call; and what becomes of it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.sounds.mixing import Samples
from benchmarks.sounds.overlaps import OverlapSound
from benchmarks.sounds.speaking import Said
from domain.entities.audio import SpokenWord

LOOKED_EVERY_MS = 40
GAP_MS = 100
"""Shorter silences are no gap in what is heard: a frame that was late."""

ANSWERED_WITHIN_MS = 5000
ASKED_TIMES = 4
GOES_ON_WITHIN_MS = 1000
"""Of the end of a sound that is no interruption. Later, or not at all, is a false stop; and an answer that is
heard so long after an interruption has missed it."""

WATCHED_MS = 2200
"""After a sound that is no interruption."""

NEW_ANSWER_WITHIN_MS = 6000
"""After one that is."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Of the agents' voice as it is heard, without a gap, by the phone's clock.

    :ivar answer: which of their answers, counted from 1.
    """

    begins_ms: float
    ends_ms: float
    answer: int


class Phone(ABC):
    @property
    @abstractmethod
    def now_ms(self) -> float: ...

    @abstractmethod
    async def wait(self, length_ms: float) -> None: ...

    @abstractmethod
    async def say(self, sound: Samples, words: Sequence[SpokenWord]) -> float:
        """All of it. Gives when its first sound left."""

    @abstractmethod
    def heard(self) -> Sequence[Stretch]:
        """From the beginning of the call, or what is left of it that matters."""


class NobodyAnswers(Exception):
    """The agents say nothing, however often they are asked."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """:ivar silent_ms: from the onset of the sound to when the agents were silent for the first time; None: never.
    :ivar stopped_ms: from the onset to the last that was heard of the answer, within the time it was watched.
    :ivar gap_ms: how long the answer was not heard from the onset on, when it went on.
    :ivar goes_on: the same answer was heard within a second of the sound's end.
    :ivar is_abandoned: another answer was heard.
    """

    sound: OverlapSound
    silent_ms: float | None
    stopped_ms: float
    gap_ms: float
    goes_on: bool
    is_abandoned: bool

    @property
    def is_false_stop(self) -> bool:
        return not self.sound.must_stop and (self.is_abandoned or not self.goes_on)

    @property
    def is_missed_stop(self) -> bool:
        return self.sound.must_stop and self.stopped_ms > self.sound.length_ms + GOES_ON_WITHIN_MS

    def row(self) -> Mapping[str, object]:
        """For machines."""
        return {
            "number": self.sound.number,
            "name": self.sound.name,
            "kind": self.sound.kind,
            "must_stop": self.sound.must_stop,
            "length_ms": self.sound.length_ms,
            "silent_ms": self.silent_ms,
            "stopped_ms": self.stopped_ms,
            "gap_ms": self.gap_ms,
            "goes_on": self.goes_on,
            "is_abandoned": self.is_abandoned,
            "is_false_stop": self.is_false_stop,
            "is_missed_stop": self.is_missed_stop,
        }


async def play(phone: Phone, sounds: Sequence[OverlapSound], question: Said) -> Sequence[Outcome]:
    """One sound after the other, each into an answer that has been heard for a while.

    :raises NobodyAnswers: there is none.
    """
    await phone.say(question.sound, question.words)
    return [await _played(phone, sound, question) for sound in sounds]


async def _played(phone: Phone, sound: OverlapSound, question: Said) -> Outcome:
    answer = await _listened(phone, sound.at_ms, question)
    onset_ms = await phone.say(sound.sound, sound.words)
    until_ms = onset_ms + sound.length_ms + (NEW_ANSWER_WITHIN_MS if sound.must_stop else WATCHED_MS)
    while phone.now_ms < until_ms and _latest(phone).answer == answer:
        await phone.wait(LOOKED_EVERY_MS)
    heard = [each for each in phone.heard() if each.ends_ms > onset_ms]
    return judged(sound, onset_ms, heard, answer, phone.now_ms)


async def _listened(phone: Phone, length_ms: float, question: Said) -> int:
    """Which answer has now been heard for so long; asks for one when there is none."""
    for _ in range(ASKED_TIMES):
        silent_since_ms = phone.now_ms
        while phone.now_ms - silent_since_ms < ANSWERED_WITHIN_MS:
            latest = _latest(phone)
            if phone.now_ms - latest.ends_ms < GAP_MS:
                silent_since_ms = phone.now_ms
                if phone.now_ms - latest.begins_ms >= length_ms:
                    return latest.answer
            await phone.wait(LOOKED_EVERY_MS)
        await phone.say(question.sound, question.words)
    raise NobodyAnswers


def _latest(phone: Phone) -> Stretch:
    heard = phone.heard()
    return heard[-1] if heard else Stretch(-GAP_MS, -GAP_MS, 0)


def judged(
    sound: OverlapSound, onset_ms: float, heard: Sequence[Stretch], answer: int, watched_until_ms: float
) -> Outcome:
    """:param heard: from the onset on.
    :param answer: the one that was heard before.
    """
    ends_ms = onset_ms + sound.length_ms
    same = [each for each in heard if each.answer == answer]
    is_silent = bool(same) and (len(heard) > 1 or watched_until_ms - same[0].ends_ms > GAP_MS)
    gaps = [after.begins_ms - before.ends_ms for before, after in pairwise(same)]
    return Outcome(
        sound,
        silent_ms=same[0].ends_ms - onset_ms if is_silent else None,
        stopped_ms=same[-1].ends_ms - onset_ms if same else 0.0,
        gap_ms=sum(gaps),
        goes_on=any(each.begins_ms < ends_ms + GOES_ON_WITHIN_MS and each.ends_ms > ends_ms for each in same),
        is_abandoned=len(heard) > len(same),
    )
