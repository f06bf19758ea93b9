"""Whether words are about something that can be known here, and whether they make sense at all."""

import re
from collections.abc import Sequence

from domain.entities.knowledge import Passage
from infrastructure.adapters.retrieval.deciding.argument_evidence import of_half, of_names, of_one_more
from infrastructure.adapters.retrieval.deciding.ranking import FittingTool
from infrastructure.adapters.retrieval.deciding.toolset import Toolset
from infrastructure.adapters.retrieval.understanding.acts import acts, is_question
from infrastructure.adapters.retrieval.understanding.choices import named
from infrastructure.adapters.retrieval.understanding.numbers import numbers
from infrastructure.adapters.retrieval.understanding.utterance import words_of
from infrastructure.adapters.retrieval.words import content_words, is_circumstance

_TELLS = re.compile(
    r"^\W*(?:(?:so|well|but|and|um|uh|hello|hi|yes|no)\W+)*(?:i|we|i'm|i've|i'd|it's|there|there's|you)\b",
    re.IGNORECASE,
)
_CALCULATES = frozenset(["plus", "minus", "times", "divided", "multiplied"])
_LIKE_ENOUGH = 0.5
"""For words that name nothing, such as "can you send someone"."""

_AN_EXAMPLE = 0.8
"""For words that say nothing at all, such as "what next"."""

_LIKELY, _SURE = 1.0, 1.5
_HARDLY_DOUBTED = 3.0
_OFTEN = 0.4
_WANTED = frozenset(["amount", "request"])

_STRANGE = 0.5
"""Of the words, as many as that are known to no tool and no passage."""


def is_sum(text: str) -> bool:
    """ "What is two plus two": nobody here does sums."""
    words = words_of(text)
    starts, ends = {found.start for found in numbers(words)}, {found.end for found in numbers(words)}
    return any(
        word in _CALCULATES and place in ends and {place + 1, place + 2} & starts
        for place, word in enumerate(words)
    )


def is_meant(tool: FittingTool, part: str) -> bool:
    """Whether it names what the tool is for, and wants of it what others want: a price of a plan, or to have it. A
    service knows that better than a page.
    """
    if tool.score > _LIKELY and _is_requested(tool, part):
        return True
    if tool.score < _SURE or of_names(tool.tool, tool.given) == 0:
        return False
    if of_one_more(tool.tool, part) > 0 or of_half(tool.tool, tool.given) > 0:
        return False
    return any(tool.tool.kinds.get(kind, 0.0) >= _OFTEN for kind in acts(part) & _WANTED)


def _is_requested(tool: FittingTool, part: str) -> bool:
    """Whether something is to be done, nothing is asked, and that is how others want the tool."""
    requested = "request" in acts(part) and not is_question(part)
    return requested and tool.tool.kinds.get("request", 0.0) >= _OFTEN


def is_strange(tool: FittingTool, part: str) -> bool:
    """Whether it only looks like the tool, and is about something that nobody here knows."""
    if tool.strange >= _STRANGE and not tool.given:
        return True
    words = content_words(part)
    if not words:
        return tool.nearest < _AN_EXAMPLE
    return tool.nearest < _LIKE_ENOUGH and tool.score < _HARDLY_DOUBTED and all(map(is_circumstance, words))


def names_unknown(toolset: Toolset, part: str, passages: Sequence[Passage]) -> bool:
    """Whether another thing of a kind is named than there is: "the platinum plan"."""
    for slot in toolset.names:
        noun = re.search(rf"\b(?:the|a|an|your)\s+([a-z]+)\s+{re.escape(slot.name)}\b", part.lower())
        if noun is None or named(slot, words_of(part)):
            continue
        words = [word for word in content_words(noun[1]) if not is_circumstance(word)]
        known = {word for passage in passages for word in content_words(f"{passage.title} {passage.text}")}
        if words and not any(word in known or word in toolset.used_by for word in words):
            return True
    return False


def makes_sense(part: str) -> bool:
    """Whether it is built like something that a caller asks, wants or tells."""
    return bool(content_words(part)) and (bool(acts(part) - {"said"}) or bool(_TELLS.match(part)))
