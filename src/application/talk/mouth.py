"""Plays what is to be said, one thing after the other, and can be quiet at once."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from application.talk.speech import Speech
from domain.entities.usage import Used
from domain.interfaces.line import Line
from domain.interfaces.tts import TextToSpeech

FRAME_MS = 100
"""At most so much is given at once, and words are shown so late. Pieces of 40 took 7 % more of the event loop of
a process with twelve calls. What was heard is exact anyway, as the line tells what it has not played.
"""

AHEAD_MS = 400
"""Kept queued, so that a busy process is not heard: with 120, callers of one with twelve calls missed some tens of
milliseconds in half of their answers. It costs no delay: the queue begins empty, and is dropped.
"""

REPEATED_MS = 400
"""After an interruption that was none, at most so much is said again, from the beginning of a word."""


class Mouth:
    """One call's voice.

    :param on_begins: called when something begins to be heard.
    :param on_quiet: called when all is said, or was stopped.
    :param on_used: told what each thing took to say.
    :param on_failed: called when something could not be said.
    """

    def __init__(
        self,
        line: Line,
        synthesiser: TextToSpeech,
        *,
        on_used: Callable[[tuple[Used, ...]], None],
        on_begins: Callable[[], None],
        on_quiet: Callable[[], None],
        on_failed: Callable[[], None],
    ) -> None:
        self._line = line
        self._synthesiser = synthesiser
        self._on_used = on_used
        self._on_begins = on_begins
        self._on_quiet = on_quiet
        self._on_failed = on_failed
        self._next = deque[Speech]()
        self._now: Speech | None = None
        self._is_held = False
        self._changed = asyncio.Event()

    @property
    def is_audible(self) -> bool:
        """Whether something has begun to be heard, and is not over; also while it is held."""
        return self._now is not None and self._now.began_at is not None

    @property
    def is_between_sentences(self) -> bool:
        """Whether what is said has just come to the end of one, as far as it was played."""
        return self._now is not None and self._now.is_between_sentences(self._line.queued_ms)

    @property
    def is_between_words(self) -> bool:
        """Whether one word of what is said has just ended."""
        return self._now is not None and self._now.is_between_words(self._line.queued_ms)

    @property
    def has_words(self) -> bool:
        """Whether something is said, or is to be said next."""
        return self._now is not None or bool(self._next)

    @property
    def is_held(self) -> bool:
        """Whether it is to be quiet now."""
        return self._is_held

    def ends_within(self, length_ms: float) -> bool:
        """Whether all that is to be said is over so soon."""
        return not self._next and (self._now is None or self._now.ends_within(length_ms))

    def heard(self, speech: Speech) -> str:
        """The words of it that have left for the caller; what is queued here may still be lost."""
        return speech.heard(self._line.queued_ms if speech is self._now else 0.0)

    def begin(self, voice: str | None) -> Speech:
        """Something to say after all that is to be said already; its words may follow."""
        speech = Speech(self._synthesiser, voice, self._on_used)
        self._next.append(speech)
        self._changed.set()
        return speech

    def hold(self) -> None:
        """Be quiet now; what was being said may go on."""
        self._is_held = True
        self._take_back()
        self._changed.set()

    def release(self, *, from_word: bool = True) -> None:
        """Go on where it was held.

        :param from_word: from the beginning of the word; or from the very place, after a moment that nobody hears.
        """
        if self._is_held and from_word and self._now is not None:
            self._now.rewind_to_word(REPEATED_MS)
        self._is_held = False
        self._changed.set()

    def stop(self, speech: Speech) -> None:
        """Nothing more of it is heard. Does nothing when it is over."""
        if self._now is speech and not speech.is_stopped:
            self._take_back()
        speech.stop()
        self._changed.set()

    def stop_all(self) -> None:
        """The same for whatever is said now, and was to be said after that."""
        if self._now is not None:
            self.stop(self._now)
        for speech in self._next:
            speech.stop()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            while not self._next:
                self._changed.clear()
                await self._changed.wait()
            self._now = self._next.popleft()
            try:
                await self._line.someone_listens()
                await self._play(self._now)
            finally:
                speech, self._now = self._now, None
                await speech.stopped()
            if not self._next:
                self._on_quiet()

    async def _play(self, speech: Speech) -> None:
        while not speech.is_stopped:
            if self.is_held:
                self._changed.clear()
                await self._changed.wait()
                continue
            pcm = await speech.next_sound(FRAME_MS)
            if speech.is_stopped or self.is_held:
                continue
            if pcm:
                await self._give(speech, pcm)
            elif await self._has_ended(speech):
                break
        if piece := speech.newly_played(0.0):
            self._line.show_agent(piece)
        if speech.began_at is not None:
            self._line.end_agent()
        if speech.failure is not None and not speech.is_stopped:
            self._on_failed()

    async def _give(self, speech: Speech, pcm: bytes) -> None:
        if speech.began_at is None:
            speech.began_at = asyncio.get_running_loop().time()
            self._on_begins()
        speech.advance(len(pcm))
        await self._line.play(pcm)
        if self.is_held or speech.is_stopped:  # while it was given
            self._take_back()
            return
        await self._show_until(speech, AHEAD_MS)

    async def _has_ended(self, speech: Speech) -> bool:
        """Wait for the last sound; not when it is held or stopped before."""
        await self._show_until(speech, 0)
        return speech.is_played and not self.is_held

    async def _show_until(self, speech: Speech, queued_ms: float) -> None:
        """Show the words as they are heard, until no more than that is queued."""
        while not (speech.is_stopped or self.is_held):
            queued = self._line.queued_ms
            if piece := speech.newly_played(queued):
                self._line.show_agent(piece)
            if queued <= queued_ms:
                return
            await self._change(max(1.0, min(queued - queued_ms, FRAME_MS)) / 1000)

    async def _change(self, within_s: float) -> None:
        """Who is held and let go again in that time goes on at once."""
        self._changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._changed.wait()

    def _take_back(self) -> None:
        dropped_ms = self._line.drop()
        if self._now is not None:
            self._now.rewind(dropped_ms)
