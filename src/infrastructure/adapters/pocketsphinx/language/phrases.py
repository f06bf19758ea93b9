"""How callers speak of what the pages are about: "and the basic one" is on no page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

KINDS_OF_A_THING = 3
"""When pages speak of "the basic plan", "the pro plan" and "the plus plan", these are what callers choose from."""
SHORTEST_THING = 4
"""Shorter words are rather an "of" or "is" after the thing."""

_PHRASES = (
    "the {kind} {thing}",
    "the {kind} one",
    "and the {kind} one",
    "and the {kind} {thing}",
    "what about the {kind} one",
    "what about the {kind} {thing}",
    "what is the {kind} {thing}",
    "what does the {kind} {thing} cost",
    "how much is the {kind} {thing}",
    "how much does the {kind} {thing} cost",
    "tell me about the {kind} {thing}",
    "i want the {kind} {thing}",
    "i want the {kind} one",
    "i have the {kind} {thing}",
    "i would like the {kind} one",
    "is the {kind} one better",
    "i have a question about the {kind} {thing}",
)


def phrases_about(sentences: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """What callers may say of each thing that comes in several kinds."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        for article, kind, thing in zip(sentence, sentence[1:], sentence[2:], strict=False):
            if article == "the" and len(thing) >= SHORTEST_THING:
                kinds[thing].add(kind)
    for thing in sorted(thing for thing in kinds if len(kinds[thing]) >= KINDS_OF_A_THING):
        for kind in sorted(kinds[thing]):
            yield from (phrase.format(kind=kind, thing=thing).split() for phrase in _PHRASES)
