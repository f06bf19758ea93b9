"""One thing that is said, from its text to the caller's ear."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from decimal import Decimal

from domain.entities.audio import BYTES_PER_SAMPLE, SpeechChunk
from domain.entities.usage import Unit, Used
from domain.errors import SynthesisFailed
from domain.interfaces.tts import TextToSpeech

MS = 1000

SENTENCE_ENDS = (".", "!", "?")

UNHEARD_MS = 60
"""Of a word's beginning: nobody understands it from so little."""

FADING_MS = 20
"""Of a word's end: nobody misses so little."""

MADE_AHEAD_MS = 1000
"""Of sound, made before it is played. More would be thrown away when the caller interrupts, and a voice on this
machine would make the ends of some callers' answers before the beginnings of others'.
"""


@dataclass(frozen=True, slots=True)
class _Word:
    """:ivar begin: in bytes of the sound, as `end` is."""

    text: str
    begin: int
    end: int


class Speech:
    """What is to be said, while it is being written, synthesised and played.

    Its sound is kept until it is over, so that it can go on from any place. It is made a little ahead; but all at
    once where its words are not known, as what was heard is then told from the length of the whole.

    :param voice: who says it; None for the usual voice.
    :param on_used: told what it took: what the synthesiser says, or else the characters.
    :ivar is_over: done when it was played to its end, stopped, or could not be made.
    :ivar failure: why no more of it could be made.
    :ivar began_at: when its first sound was played, by the loop's clock.
    """

    def __init__(
        self, synthesiser: TextToSpeech, voice: str | None, on_used: Callable[[tuple[Used, ...]], None]
    ) -> None:
        self._on_used = on_used
        self.is_over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.failure: SynthesisFailed | None = None
        self.began_at: float | None = None
        self._text = ""
        self._unread: asyncio.Queue[str | None] = asyncio.Queue()
        self._pcm = bytearray()
        self._words = list[_Word]()
        self._grown = asyncio.Event()
        self._played = asyncio.Event()
        self._is_made = False
        self._position = 0
        self._shown = 0
        self._bytes_a_second = BYTES_PER_SAMPLE * synthesiser.sample_rate_hz
        self._making = asyncio.create_task(self._make(synthesiser, voice), name="speech")

    @property
    def is_stopped(self) -> bool:
        return self.is_over.done()

    @property
    def is_played(self) -> bool:
        """Whether all of it, as far as it could be made, was given to the line."""
        return self._is_made and self._position >= len(self._pcm)

    def ends_within(self, length_ms: float) -> bool:
        """Whether the rest of it is made, and no longer."""
        return self._is_made and len(self._pcm) - self._position <= self._bytes(length_ms)

    @property
    def text(self) -> str:
        """As far as it was written."""
        return self._text

    @property
    def has_text(self) -> bool:
        return bool(self._text.strip())

    def write(self, text: str) -> None:
        """The next words."""
        self._text += text
        self._unread.put_nowait(text)

    def end(self) -> None:
        """There are no more words."""
        self._unread.put_nowait(None)

    async def next_sound(self, length_ms: int) -> bytes:
        """What comes after what was taken; waits for it. Empty at the end, and when it is stopped."""
        while not (self._is_made or self.is_stopped) and self._position == len(self._pcm):
            self._grown.clear()
            await self._grown.wait()
        return bytes(self._pcm[self._position : self._position + self._bytes(length_ms)])

    def advance(self, length: int) -> None:
        """So many bytes were given to the line."""
        self._position += length
        self._played.set()

    def rewind(self, unplayed_ms: float) -> None:
        """So much of that was not played after all."""
        self._position = max(0, self._position - self._bytes(unplayed_ms))

    def rewind_to_word(self, longest_ms: int) -> None:
        """Back to the beginning of a word, or only so far into a long one."""
        beginnings = [word.begin for word in self._words if word.begin <= self._position]
        begin = max(beginnings, default=0)
        self._position = max(begin, self._position - self._bytes(longest_ms))

    def newly_played(self, queued_ms: float) -> str:
        """The words whose sound has begun since the last time this was asked."""
        played = self._position - self._bytes(queued_ms)
        text = ""
        while self._shown < len(self._words) and self._words[self._shown].begin <= played:
            text += self._words[self._shown].text
            self._shown += 1
        return text

    def heard(self, queued_ms: float) -> str:
        """The words of which at least a half was played; all of them when it ended by itself.

        :param queued_ms: of what was given to the line, and has not left yet.
        """
        played = max(0, self._position - self._bytes(queued_ms))
        if not self._words:
            whole = self._is_made and self.failure is None
            share = played / len(self._pcm) if self._pcm else 0.0
            return self._text if whole and share >= 1 else self._text[: round(len(self._text) * share)]
        return "".join(word.text for word in self._words if (word.begin + word.end) / 2 <= played)

    def is_between_sentences(self, queued_ms: float) -> bool:
        """Whether what has left ends with a whole sentence, and more follows, of which nothing is heard yet."""
        played = self._position - self._bytes(queued_ms)
        over = [word for word in self._words if word.end <= played]
        if not over or len(over) == len(self._words) or not over[-1].text.rstrip().endswith(SENTENCE_ENDS):
            return False
        return played - self._words[len(over)].begin < self._bytes(UNHEARD_MS)

    def is_between_words(self, queued_ms: float) -> bool:
        """Whether what has left has come to the end of a word, all but, and the next one has not begun."""
        played = self._position - self._bytes(queued_ms)
        begin = next((word.begin for word in self._words if word.begin >= played), None)
        return begin is not None and begin - played <= self._bytes(FADING_MS)

    def stop(self) -> None:
        """Nothing more of it is made or played."""
        if not self.is_over.done():
            self.is_over.set_result(None)
        self._grown.set()
        self._making.cancel()

    async def stopped(self) -> None:
        """Until nothing of it is at work any more."""
        self.stop()
        await asyncio.wait([self._making])

    def _bytes(self, length_ms: float) -> int:
        return int(length_ms * self._bytes_a_second / MS) // BYTES_PER_SAMPLE * BYTES_PER_SAMPLE

    async def _make(self, synthesiser: TextToSpeech, voice: str | None) -> None:
        is_reported = False
        try:
            async with aclosing(synthesiser.speak(self._pieces(), voice)) as chunks:
                async for chunk in chunks:
                    is_reported = is_reported or bool(chunk.used)
                    self._add(chunk)
                    if chunk.words:
                        await self._is_wanted()
        except SynthesisFailed as failure:
            self.failure = failure
        finally:
            if not is_reported and self._text:
                spoken = Decimal(len(self._text))
                self._on_used((Used(synthesiser.provider, "", Unit.CHARACTERS_SPOKEN, spoken),))
            self._is_made = True
            self._grown.set()

    async def _is_wanted(self) -> None:
        """More of it, soon."""
        while len(self._pcm) - self._position > self._bytes(MADE_AHEAD_MS):
            self._played.clear()
            await self._played.wait()

    def _add(self, chunk: SpeechChunk) -> None:
        if chunk.used:
            self._on_used(chunk.used)
        begin = len(self._pcm)
        self._words += [
            _Word(word.text, begin + self._bytes(word.start_ms), begin + self._bytes(word.end_ms))
            for word in chunk.words
        ]
        self._pcm += chunk.pcm
        self._grown.set()

    async def _pieces(self) -> AsyncIterator[str]:
        while (piece := await self._unread.get()) is not None:
            yield piece
