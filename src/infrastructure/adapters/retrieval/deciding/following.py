"""An earlier call with a detail added or changed: "and for ten seats?", "which one is cheaper?"."""

import re

from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.before import OTHER_FITS, Before
from infrastructure.adapters.retrieval.deciding.decision import Call
from infrastructure.adapters.retrieval.deciding.merging import left_over, pair_of
from infrastructure.adapters.retrieval.deciding.ranking import Fit, values
from infrastructure.adapters.retrieval.understanding.acts import is_question
from infrastructure.adapters.retrieval.understanding.filling import fill
from infrastructure.adapters.retrieval.understanding.utterance import words_of

_LEADS_ON = re.compile(
    r"^\W*(?:(?:okay|ok|so|well|right|thanks|thank you|um|uh|oh|hm|yes|yeah|great|alright)\W+)*"
    r"(?:and|or|what about|how about|also|what if|if|but|then|with|for|even|only|just|plus|is (?:it|that)"
    r"|would (?:it|that)|what would|does (?:it|that)|how much)\b",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\bwhich (?:one|of (?:them|the two|those)|is|plan)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\b(?:it|it's|that|that's|this|one|ones|them|then)\b", re.IGNORECASE)
_FEW_WORDS = 8
_BETTER = 1.5
_FAR_BETTER = 3.0
"""A passage that leads by so much is asked for, though the words hold nothing but values."""


def changed(before: Before, text: str, fit: Fit, meaning: Meaning) -> Call | None:
    """The call with a detail that the words add or replace, as "and for ten seats" does."""
    given = fill(before.tool.slots, text, meaning)
    new = {name: found for name, found in given.items() if before.used.arguments.get(name) != found.value}
    if not new:
        return before.again({}) if _WHICH.search(text) and pair_of(before.tool) is not None else None
    rest = left_over(before.tool, text, given)
    best = fit.tool.tool.name if fit.tool is not None else ""
    leads = bool(_LEADS_ON.match(text))
    if is_question(text) and not leads and fit.aside > OTHER_FITS and best != before.tool.name:
        return None
    if not leads and fit.tool_score > fit.score_of(before.tool) + _BETTER:
        return None
    if (
        not rest
        and (leads or len(words_of(text)) <= _FEW_WORDS)
        and fit.passage_score < fit.tool_score + _FAR_BETTER
    ):
        return before.again(values(given))
    same = best == before.tool.name and fit.tool_score > fit.passage_score - OTHER_FITS
    leans = leads or bool(_POINTS_BACK.search(text)) or before.tool.slots[0].name not in given
    return before.again(values(given)) if same and leans else None
