"""Keep a caller who waits for an answer from thinking that the line is dead."""

import asyncio
import itertools
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, suppress

from domain.entities.reply import ReplyPart, Words

QUIET_S = 1.2
"""Until the first word is due. Answers take 0.3 to 0.8 s with a model that is well; synthesis adds up to 0.5 s,
and 2.5 s of silence without a reason is what makes callers say "hello?"."""

QUIET_IN_ALL_S = 1.5
"""The same, counted from the pause that ended the caller's speech: where it took long to be sure of that end,
there is less time. The pause, synthesis and the network take 0.9 s of the 2.5."""

SHORTEST_QUIET_S = 0.3
"""Whatever the caller has waited: answers that are there at once need no announcement."""

QUIET_AGAIN_S = 6.0
"""Between two that are said in one wait."""

PHRASES = ("One moment, please.", "Let me see.", "Just a second.", "Bear with me.")

CHARACTERS_A_SECOND = 15.0
"""How fast a voice reads: while it does, nobody waits."""


class WaitCover:
    """Says a few words while an answer is late, and takes them out of what was heard: they are no part of it.

    One for each call: no phrase follows itself.
    """

    def __init__(self, quiet_s: float = QUIET_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._quiet_s = quiet_s
        self._clock = clock
        self._phrases: Iterator[str] = itertools.cycle(PHRASES)
        self._said = list[str]()

    async def cover(
        self, answer: AsyncGenerator[ReplyPart, None], waited_s: float = 0.0, first: str = ""
    ) -> AsyncGenerator[ReplyPart, None]:
        """The parts of the answer, with a phrase where they stay away.

        :param waited_s: for how long the caller has waited already.
        :param first: said before anything else, and no part of the answer either.
        """
        self._said.clear()
        speaking_until = self._clock()
        patience_s = min(self._quiet_s, max(SHORTEST_QUIET_S, QUIET_IN_ALL_S - waited_s))
        text = ""
        async with aclosing(answer) as parts:
            if first:
                text = self._joined(first, text)
                speaking_until += len(text) / CHARACTERS_A_SECOND
                yield Words(text)
            following = asyncio.ensure_future(_next(parts))
            try:
                while True:
                    late_in_s = max(0.0, speaking_until - self._clock()) + patience_s
                    await asyncio.wait([following], timeout=late_in_s)
                    if not following.done():
                        phrase = self._joined(next(self._phrases), text)
                        text += phrase
                        speaking_until = self._clock() + len(phrase) / CHARACTERS_A_SECOND
                        patience_s = QUIET_AGAIN_S
                        yield Words(phrase)
                        continue
                    part = following.result()
                    if part is None:
                        return
                    if isinstance(part, Words):
                        text += part.text
                        begins = max(speaking_until, self._clock())
                        speaking_until = begins + len(part.text) / CHARACTERS_A_SECOND
                        patience_s = self._quiet_s
                    yield part
                    following = asyncio.ensure_future(_next(parts))
            finally:
                following.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await following

    def without(self, words: str) -> str:
        """What of these words, that were made or heard, is the answer itself."""
        for phrase in self._said:
            words = words.replace(phrase, "", 1) if phrase in words else _without_beginning(words, phrase)
        return " ".join(words.split()) if self._said else words

    def end(self) -> None:
        """The answer is over."""
        self._said.clear()

    def _joined(self, phrase: str, text: str) -> str:
        self._said.append(phrase)
        return f"{'' if not text or text[-1].isspace() else ' '}{phrase} "


async def _next(parts: AsyncGenerator[ReplyPart, None]) -> ReplyPart | None:
    return await anext(parts, None)


def _without_beginning(heard: str, phrase: str) -> str:
    """Without the first words of a phrase that was cut off, where they end what was heard."""
    words, cut = heard.split(), phrase.split()
    for length in range(min(len(words), len(cut)), 0, -1):
        if words[-length:] == cut[:length]:
            return " ".join(words[:-length])
    return heard
