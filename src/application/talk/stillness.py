"""Finding the moment at which a call can change its owner."""

import asyncio
from collections.abc import Callable

from domain.errors import NotMovable

LOOKS_EVERY_S = 0.02
LOOKS_CLOSELY_EVERY_S = 0.01

UNVOICED_S = 0.5
"""Silence of the caller, after which a little of it can be heard again by somebody else without a word in it."""

SENTENCE_S = 3.0
"""For a sentence to end, when nobody is silent. Longer ones are cut between two words."""

WORD_S = 1.0
"""For a word to end. What cannot tell where its words are is cut anywhere."""

THOUGHT_S = 2.0
"""After a sentence, for an answer that is being made."""


async def still(
    is_quiet: Callable[[], bool],
    is_between_sentences: Callable[[], bool],
    is_between_words: Callable[[], bool],
    is_settled: Callable[[], bool],
    within_s: float,
) -> None:
    """Return at a moment at which nobody notices; when there is none in time, at one that can be gone on from.

    :param is_quiet: nobody says anything, and nobody is about to.
    :param is_between_sentences: what is being said can be gone on with, and hardly anybody hears where.
    :param is_between_words: the same; what is said may sound a little different from there on.
    :param is_settled: the same, in the middle of a word, a half of which is lost, or heard twice.
    :raises NotMovable: there was none.
    """
    clock = asyncio.get_running_loop().time
    began = clock()
    while not is_quiet():
        late_s = clock() - began - within_s
        if late_s >= 0 and is_between_sentences():
            return
        if late_s >= SENTENCE_S and is_between_words():
            return
        if late_s >= SENTENCE_S + WORD_S and is_settled():
            return
        if late_s >= SENTENCE_S + THOUGHT_S:
            raise NotMovable("an answer has been in the making for too long")
        await asyncio.sleep(LOOKS_CLOSELY_EVERY_S if late_s >= SENTENCE_S else LOOKS_EVERY_S)
