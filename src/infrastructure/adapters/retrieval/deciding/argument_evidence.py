"""What the arguments that were said tell of the tool that is wanted."""

import itertools
import re
from collections.abc import Set

from infrastructure.adapters.retrieval.deciding.toolset import BoundTool
from infrastructure.adapters.retrieval.understanding.descriptions import is_described
from infrastructure.adapters.retrieval.understanding.filling import Given
from infrastructure.adapters.retrieval.understanding.slots import Slot, SlotKind
from infrastructure.adapters.retrieval.understanding.utterance import words_of
from infrastructure.adapters.retrieval.words import canonical, content_words

_ONE_MORE = frozenset(map(canonical, ("another", "additional", "extra", "further", "each", "per", "every")))
_ONE_MORE_SAID = re.compile(r"\bone (?:more|extra)\b", re.IGNORECASE)
_FITS_IN_LENGTH = 0.8
_OF_ANY_LENGTH = 0.3
_VERB_AND_THING = 2


def of_names(tool: BoundTool, given: Given) -> float:
    """1 for a plan that is named, or a problem that is described to a tool that is about problems."""
    return float(any(slot.name in given and _speaks(slot, tool) for slot in tool.slots))


def _speaks(slot: Slot, tool: BoundTool) -> bool:
    return slot.kind is SlotKind.CHOICE and (not is_described(slot) or slot.name in tool.about)


def of_code(tool: BoundTool, given: Given, text: str) -> float:
    """1 for a code that is called by its name; less for one of the length that is wanted, or of any length."""
    return max((_of_code(slot, given, text.lower()) for slot in tool.slots), default=0.0)


def _of_code(slot: Slot, given: Given, text: str) -> float:
    if slot.kind is not SlotKind.DIGITS or slot.name not in given:
        return 0.0
    if slot.said_name in text:
        return 1.0
    fits = slot.digits and len(str(given[slot.name].value)) == slot.digits
    return _FITS_IN_LENGTH if fits else _OF_ANY_LENGTH


def of_half(tool: BoundTool, given: Given) -> float:
    """1 where one of two arguments of one kind is given, a comparison with nothing; -1 where both are."""
    for one, other in itertools.combinations(tool.slots, 2):
        if one.kind is SlotKind.CHOICE and list(one.choices) == list(other.choices):
            number = (one.name in given) + (other.name in given)
            return (0.0, 1.0, -1.0)[number]
    return 0.0


def of_one_more(tool: BoundTool, text: str) -> float:
    """1 where it is asked what one more costs, and not so many: "another seat"."""
    counts = {canonical(slot.name) for slot in tool.slots if slot.kind is SlotKind.COUNT}
    if not counts:
        return 0.0
    forms = [canonical(word) for word in words_of(_ONE_MORE_SAID.sub("another", text))]
    pairs = {*itertools.pairwise(forms), *zip(forms, forms[2:], strict=False)}
    return float(any(one in _ONE_MORE and other in counts for one, other in pairs))


def of_thing(tool: BoundTool, text: str, details: Set[str]) -> float:
    """Whether the thing that the tool is named for is named, such as a ticket, and what is done with it, too.

    :param details: what only says which thing is meant, as the plan does: no tool is told by it.
    """
    said = frozenset(content_words(text))
    named = [word for part in tool.name.split("_") for word in content_words(part)]
    if len(named) < _VERB_AND_THING or named[-1] not in said or named[-1] in details:
        return 0.0
    return 1.0 if said.issuperset(named) else 0.5
