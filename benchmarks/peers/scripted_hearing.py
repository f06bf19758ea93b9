"""What a scripted recogniser understands of the sound that it is given."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.script import Script, TimedWord, read_cue
from benchmarks.peers.sound import is_audible

BYTES_PER_SAMPLE = 2


class ScriptedHearing:
    """One caller's, for the length of a call. It knows the words beforehand, and waits for their sound."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._words: Sequence[TimedWord] = ()
        self._number = 0
        self._position_ms = 0.0
        self._is_said = False
        self._understood = 0
        self._finished = 0

    def hear(self, pcm: bytes | memoryview, rate_hz: int) -> str:
        """The interim words when there are new ones, else nothing."""
        if self._awaits_another() and is_audible(pcm):
            self._is_said = self._begin() or self._is_said
        if not self._is_said:
            return ""
        self._position_ms += len(pcm) / BYTES_PER_SAMPLE / rate_hz * 1000
        before = self._understood
        while self._understood < len(self._words) and self._words[self._understood].at_ms <= self._position_ms:
            self._understood += 1
        return self._text(self._understood) if self._understood > before else ""

    def finish(self) -> str:
        """The final words of what was said since the last time; empty when there are none.

        Without a cue file the utterance ends here. With one it ends with its last word: the caller may go on, and
        has said those words whose sound is over.
        """
        if self._is_said:
            said = sum(word.ends_ms <= self._position_ms for word in self._words)
            self._understood = max(self._understood, said) if self._script.cue else len(self._words)
        text = self._text(self._understood)
        self._finished = self._understood
        self._is_said = self._is_said and self._finished < len(self._words)
        return text

    def _awaits_another(self) -> bool:
        """With a cue file a new number is enough: nobody need have asked for the last words of the one before."""
        return not self._is_said or bool(self._script.cue and self._understood == len(self._words))

    def _begin(self) -> bool:
        """Whether there is an utterance to be said."""
        if self._script.cue:
            number, words = read_cue(Path(self._script.cue))
            if number == self._number:
                return False
            self._number, self._words = number, words
        else:
            hears = self._script.hears
            texts = hears[min(self._number, len(hears) - 1)].split()
            self._number += 1
            ends_ms = [self._script.word_ms * at for at in range(1, len(texts) + 1)]
            self._words = [TimedWord(text, at, at) for text, at in zip(texts, ends_ms, strict=True)]
        self._position_ms = 0.0
        self._understood = self._finished = 0
        return True

    def _text(self, until: int) -> str:
        return " ".join(word.text for word in self._words[self._finished : until])
