"""What speaks for a tool: how like its examples the words are, and what of its arguments they give."""

from collections.abc import Mapping, Sequence, Set

from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.argument_evidence import (
    of_code,
    of_half,
    of_names,
    of_one_more,
    of_thing,
)
from infrastructure.adapters.retrieval.deciding.closeness import closeness
from infrastructure.adapters.retrieval.deciding.masking import mask
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool, Toolset
from infrastructure.adapters.retrieval.deciding.word_evidence import covered, known_elsewhere, shared, unknown
from infrastructure.adapters.retrieval.question import named_in
from infrastructure.adapters.retrieval.understanding.acts import acts
from infrastructure.adapters.retrieval.understanding.filling import Given, fill
from infrastructure.adapters.retrieval.understanding.slots import SlotKind
from infrastructure.adapters.retrieval.words import content_words

_OTHER_QUESTIONS = frozenset(["way", "time", "place", "reason", "number", "degree", "what", "amount", "state"])
_HARDLY_ASKED = 0.2
_ABOUT_ASKING = frozenset(["time", "place", "may", "number", "amount", "whether", "reason", "state"])
_WANTING = frozenset(["request", "may", "ability", "fault"])
_ASKING_FOR = ("request", "may", "ability")
_ONLY_SAID = frozenset(["said"])

_UNSAID = 0.5
"""For words that name nothing: "can you send someone"."""

_MOSTLY = 0.6
_LIKE_AN_EXAMPLE = 0.65
_NEAREST_ONES = 3


def evidence(
    toolset: Toolset, tools: Sequence[BoundTool], text: str, meaning: Meaning, known: Set[str]
) -> list[tuple[Mapping[str, float], Given]]:
    """For each tool the evidence by its names, most of it from 0 to 1, and the arguments that the words give.

    :param known: content words of the passages; what neither they nor a tool has speaks for something unknown.
    """
    masked = mask(text, toolset.names)
    found = [_evidence(toolset, tool, text, masked, meaning, known) for tool in tools]
    nearest = max((each["near"] for each, _ in found), default=0.0)
    named = any(each["thing"] == 1 for each, _ in found)
    beside = (
        {"behind": nearest - each["near"], "other_thing": float(named and each["thing"] < 1)} for each, _ in found
    )
    return [({**each, **more}, given) for (each, given), more in zip(found, beside, strict=True)]


def _evidence(
    toolset: Toolset, tool: BoundTool, text: str, masked: str, meaning: Meaning, known: Set[str]
) -> tuple[Mapping[str, float], Given]:
    """:param masked: the text without what is only a value."""
    given = fill(tool.slots, text, meaning)
    masked = _without_texts(tool, masked, given)
    words = frozenset(content_words(masked)) - tool.neutral
    alike = meaning.alike(masked, tool.texts)
    return {
        "bias": 1.0,
        **_likeness(words, alike, tool, toolset),
        "unknown": unknown(words, masked, toolset, known),
        "unheard_of": unknown(words, masked, toolset, known | toolset.phrases.vocabulary),
        "covered": covered(words, tool, toolset, known) if words else _UNSAID * float(acts(text) != _ONLY_SAID),
        "known_elsewhere": known_elsewhere(words, tool, toolset, known),
        "thing": of_thing(tool, text, toolset.details),
        "names": of_names(tool, given),
        "code": of_code(tool, given, text),
        "half": of_half(tool, given),
        "one_more": of_one_more(tool, text),
        **_manner(tool, acts(text), max(alike, default=0.0)),
        "unknown_name": float(any(word not in known and word not in toolset.used_by for word in named_in(masked))),
    }, given


def _without_texts(tool: BoundTool, masked: str, given: Given) -> str:
    """Free text may be about anything: it tells nothing of the tool."""
    for slot in tool.slots:
        if slot.kind is SlotKind.TEXT and slot.name in given:
            masked = masked.replace(str(given[slot.name].value), "")
    return masked


def _likeness(
    words: frozenset[str], alike: Sequence[float], tool: BoundTool, toolset: Toolset
) -> Mapping[str, float]:
    """To the example that is nearest in meaning, to the nearest ones, in words, and in both at once."""
    nearest = sorted(alike, reverse=True)[:_NEAREST_ONES]
    in_words = [shared(words, others, toolset) for others in tool.subjects]
    both = (one * max(0.0, likeness) for one, likeness in zip(in_words, alike, strict=False))
    return {
        "nearest": nearest[0] if nearest else 0.0,
        "close": closeness(nearest[0]) if nearest else 0.0,
        "near": sum(nearest) / max(1, len(nearest)),
        "words": max(in_words, default=0.0),
        "both": max(both, default=0.0),
    }


def _rarely(tool: BoundTool, kind: str) -> float:
    """1 for a kind of question that nobody who wants the tool asks, down to 0 for one that some ask."""
    return max(0.0, 1 - tool.kinds.get(kind, 0.0) / _HARDLY_ASKED)


def _manner(tool: BoundTool, kinds: frozenset[str], nearest: float) -> Mapping[str, float]:
    """Whether it is put as those who want the tool put it: a request where they request, and no other question."""
    requested = sum(tool.kinds.get(kind, 0.0) for kind in _ASKING_FOR)
    return {
        "agrees": sum(tool.kinds.get(kind, 0.0) for kind in kinds) / max(1, len(kinds)),
        "asks_otherwise": sum(max(0.0, 0.5 - tool.kinds.get(kind, 0.0)) for kind in kinds & _ABOUT_ASKING),
        "other_question": max((_rarely(tool, kind) for kind in kinds & _OTHER_QUESTIONS), default=0.0),
        "not_wanted": float(requested >= _MOSTLY and not kinds & _WANTING and nearest < _LIKE_AN_EXAMPLE),
        "wants": float("request" in kinds) * min(1.0, requested),
    }
