"""When each word of a sentence is heard."""

from collections.abc import Sequence
from itertools import accumulate, islice, pairwise

from domain.entities.audio import SpokenWord


def timed_words(
    written: Sequence[str], spoken: Sequence[str], words_ms: Sequence[tuple[int, int]], duration_ms: int
) -> tuple[SpokenWord, ...]:
    """The words as they were written, with the times of what was said for them.

    :param written: with the blanks that follow; these become the words' texts.
    :param spoken: what is said for each, one word or several; empty for one that is not heard, and takes no time.
    :param words_ms: when each spoken word is heard. Where they are not as many as these, nothing is known of them,
        and the words share the time in proportion to their letters.
    """
    counts = [len(form.split()) for form in spoken]
    if len(words_ms) != sum(counts):
        return _by_letters(written, spoken, duration_ms)
    words: list[SpokenWord] = []
    rest_ms, end_ms = iter(words_ms), 0
    for text, count in zip(written, counts, strict=True):
        mine = list(islice(rest_ms, count)) or [(end_ms, end_ms)]
        start_ms, end_ms = mine[0][0], mine[-1][1]
        words.append(SpokenWord(text, start_ms, end_ms))
    return tuple(words)


def _by_letters(written: Sequence[str], spoken: Sequence[str], duration_ms: int) -> tuple[SpokenWord, ...]:
    ends = list(accumulate((len(form) for form in spoken), initial=0))
    scale = duration_ms / max(ends[-1], 1)
    return tuple(
        SpokenWord(text, round(before * scale), round(after * scale))
        for text, (before, after) in zip(written, pairwise(ends), strict=True)
    )
