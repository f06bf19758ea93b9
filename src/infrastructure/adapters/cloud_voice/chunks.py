"""Sound as it comes from a provider, and the words in it."""

from collections import deque
from dataclasses import replace
from decimal import Decimal

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ, SpeechChunk, SpokenWord
from domain.entities.usage import Unit, Used
from domain.errors import SynthesisFailed
from infrastructure.adapters.cloud_voice.sentences import Sentence, Word

SAMPLE_RATE_HZ = RECOGNITION_RATE_HZ
"""What our offline voices speak at too: the voices of a call need one rate."""

LETTER_MS = 75.0
"""English is spoken at 12 to 15 characters a second, without blanks."""

_SHORTEST_LETTER_MS = 25.0
"""Sound that would be spoken three times as fast is not all of the text."""

_LONGEST_LETTER_MS = 3 * LETTER_MS
_PAUSES_MS = 5_000.0
_LONGEST_SENTENCE_MS = 60_000.0
"""A piece has 600 characters at most, which take 45 s."""

_ROUNDING_MS = 30
_BREATH_MS = 20
_UNTIMED_SHARE = 0.1


class Chunks:
    """Puts each word into the chunk in which it ends. Times are milliseconds since the first sound.

    :param who: names the provider in errors.
    :param used_by: provider and model, as in the price table.
    :ivar letters: how many were sent to be spoken.
    :ivar audio_ms: how much sound has come.
    """

    def __init__(self, who: str, used_by: tuple[str, str]) -> None:
        self.letters = 0
        self.audio_ms = 0.0
        self._who = who
        self._used_by = used_by
        self._most_ms = 0.0
        self._half_sample: bytes = b""
        self._characters = 0
        self._timed_letters = 0
        self._guessed_letters = 0
        self._is_aligned = False
        self._coming: deque[Word] = deque()
        self._letters_of_word = 0
        self._word_starts_ms = 0.0
        self._timed: deque[tuple[str, float, float]] = deque()

    @property
    def letters_to_come(self) -> int:
        """Those that were sent, and whose sound is still missing."""
        return self.letters - self._timed_letters

    @property
    def is_complete(self) -> bool:
        """What was sent has come, as far as can be told: a provider leaves out a sign here and there."""
        if self._is_aligned:
            return self.letters_to_come <= _UNTIMED_SHARE * self.letters
        return self.audio_ms >= _SHORTEST_LETTER_MS * self.letters

    def expect(self, sentence: Sentence) -> None:
        """It is sent to be spoken."""
        self.letters += sentence.letters
        self._characters += len(sentence.said)
        self._most_ms += min(_PAUSES_MS + _LONGEST_LETTER_MS * sentence.letters, _LONGEST_SENTENCE_MS)
        self._coming += sentence.words

    def align(self, letters: int, start_ms: float, end_ms: float) -> None:
        """The provider tells when the next letters are heard."""
        self._is_aligned = True
        guessed = min(letters, self._guessed_letters)
        self._guessed_letters -= guessed
        self._time(letters - guessed, start_ms, end_ms)

    def chunk(self, data: bytes, letter_ms: float = LETTER_MS) -> SpeechChunk | None:
        """The next sound, with the words that end in it; None when it is no whole sample.

        :param letter_ms: by which the letters are timed, while the provider tells nothing of them.
        :raises SynthesisFailed: there is more sound than the text can take.
        """
        data = self._half_sample + data
        whole = len(data) // BYTES_PER_SAMPLE * BYTES_PER_SAMPLE
        pcm, self._half_sample = data[:whole], data[whole:]
        if not pcm:
            return None
        starts_ms = self.audio_ms
        self.audio_ms += len(pcm) / BYTES_PER_SAMPLE / SAMPLE_RATE_HZ * 1000
        if self.audio_ms > self._most_ms:
            raise SynthesisFailed(
                f"{self._who} sent more than {self._most_ms / 1000:.0f} s of sound, far more than the text takes"
            )
        if not self._is_aligned:
            self._guess(letter_ms)
        return SpeechChunk(pcm, SAMPLE_RATE_HZ, self._words(starts_ms), self._used())

    def end(self, pcm: bytes = b"") -> SpeechChunk | None:
        """The last sound, with all words that have no place yet; None when there is nothing left to give.

        :raises SynthesisFailed: what was sent has not been spoken.
        """
        if self.letters and not self.audio_ms and not pcm:
            raise SynthesisFailed(f"{self._who} gave no sound for a sentence that has words")
        if not (pcm or self._timed or self._coming):
            return None
        last = self.chunk(pcm or bytes(SAMPLE_RATE_HZ * _BREATH_MS // 1000 * BYTES_PER_SAMPLE))
        if last is None or not self.is_complete:
            raise SynthesisFailed(f"{self._who} ended its sound before all of the text was spoken")
        left = [*(text for text, _, _ in self._timed), *(word.written for word in self._coming)]
        begins_ms = last.words[-1].end_ms if last.words else 0
        each_ms = max(int(last.duration_ms) - begins_ms, 0) / max(len(left), 1)
        rest = (
            SpokenWord(text, begins_ms + int(at * each_ms), begins_ms + int((at + 1) * each_ms))
            for at, text in enumerate(left)
        )
        return replace(last, words=(*last.words, *rest))

    def _guess(self, letter_ms: float) -> None:
        while self.letters_to_come and (self._timed_letters + 1) * letter_ms <= self.audio_ms:
            self._guessed_letters += 1
            self._time(1, self._timed_letters * letter_ms, (self._timed_letters + 1) * letter_ms)

    def _time(self, letters: int, start_ms: float, end_ms: float) -> None:
        for _ in range(letters):
            if not self._coming:
                return
            if not self._letters_of_word:
                self._word_starts_ms = start_ms
            self._letters_of_word += 1
            self._timed_letters += 1
            if self._letters_of_word >= self._coming[0].letters:
                self._timed.append((self._coming.popleft().written, self._word_starts_ms, end_ms))
                self._letters_of_word = 0

    def _words(self, starts_ms: float) -> tuple[SpokenWord, ...]:
        """Those that end before the sound that has come. What began in an earlier chunk begins with this one."""
        words: list[SpokenWord] = []
        last_ms, most_ms = 0, int(self.audio_ms - starts_ms)
        while self._timed and self._timed[0][2] <= self.audio_ms + _ROUNDING_MS:
            text, start_ms, end_ms = self._timed.popleft()
            begin = min(max(round(start_ms - starts_ms), last_ms), most_ms)
            last_ms = min(max(round(end_ms - starts_ms), begin), most_ms)
            words.append(SpokenWord(text, begin, last_ms))
        return tuple(words)

    def _used(self) -> tuple[Used, ...]:
        """The characters that were sent since the chunk before."""
        characters, self._characters = self._characters, 0
        provider, model = self._used_by
        return (Used(provider, model, Unit.CHARACTERS_SPOKEN, Decimal(characters)),) if characters else ()
