"""When each word of a sentence is heard."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from domain.entities.audio import SpokenWord

_PHRASE_SIGNS = (".", ",", ";", ":", "!", "?")


def timed_words(
    written: Sequence[str], spoken: Sequence[str], phrases_ms: Sequence[tuple[int, int]], duration_ms: int
) -> tuple[SpokenWord, ...]:
    """Spread the words over the phrases that were spoken, in proportion to their letters.

    :param written: with the blanks that follow; these become the words' texts.
    :param spoken: what is said for each; empty for a word that is not heard.
    :param phrases_ms: where speech is, between pauses. They are matched to the words' phrases when they are as
        many as these, and else taken as one stretch, which is off by a pause at most.
    """
    groups = _phrases(spoken)
    if len(groups) != len(phrases_ms):
        groups = [range(len(written))]
        phrases_ms = [(phrases_ms[0][0], phrases_ms[-1][1])] if phrases_ms else [(0, duration_ms)]
    words: list[SpokenWord] = []
    for group, (start_ms, end_ms) in zip(groups, phrases_ms, strict=True):
        ends = list(accumulate((len(spoken[at]) for at in group), initial=0))
        scale = (end_ms - start_ms) / max(ends[-1], 1)
        words += (
            SpokenWord(written[at], start_ms + round(before * scale), start_ms + round(after * scale))
            for at, before, after in zip(group, ends, ends[1:], strict=False)
        )
    return tuple(words)


def _phrases(spoken: Sequence[str]) -> list[range]:
    """The words between two pauses: a synthesiser pauses at signs. Words not said stay with those before."""
    cuts = [at + 1 for at, form in enumerate(spoken) if form.endswith(_PHRASE_SIGNS)]
    last_heard = max((at + 1 for at, form in enumerate(spoken) if form), default=len(spoken))
    cuts = [0, *cuts[: bisect_right(cuts, last_heard - 1)], len(spoken)]
    return [range(start, end) for start, end in pairwise(cuts)]
