"""Two questions in one breath, parted."""

import re

from infrastructure.adapters.retrieval.understanding.acts import acts, is_question
from infrastructure.adapters.retrieval.words import content_words

_BETWEEN = re.compile(
    r"(?<=[.?!;])\s+|(?:,|(?<!\s))\s+(?:and also|and then|and|but also|but|also|oh and|by the way|plus|then)\s+"
    r"(?=(?:also |then )?"
    r"(?:what|what's|which|how|how's|when|where|who|why|is|are|do|does|did|can|could|will|would|may|should|has|have"
    r"|i want|i need|i would|i'd|i'll|tell me|please|there is|there's|my|order|book|cancel|send|open|close)\b)"
    r"|,\s+(?=(?:what|what's|which|how|when|where|who|why|is|are|do|does|can|could|may)\b)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"^\W*(?:if|because|since|as|while|when (?!is|are|do|does|did|will|would|can|could|should|was|has"
    r"|have|may))\b",
    re.IGNORECASE,
)
_MOST_PARTS = 3
_ASKS = re.compile(
    r"\b(?:what|what's|how|when|where|which|who|why|is there|are there|do you|does|(?:can|could) (?:i|you|we))\b",
    re.IGNORECASE,
)
_FEWEST_BEFORE, _FEWEST_IN = 5, 3
"""Words before a question that tell how it came about, and words of a question that stands alone."""


def parts_of(text: str) -> list[str]:
    """The questions and requests that a text is made of; the text itself when it is one."""
    pieces = [piece.strip(" ,") for piece in _BETWEEN.split(text) if piece and piece.strip(" ,.?!")]
    kept = list[str]()
    for piece in pieces:
        if kept and not (_stands_alone(piece) and _stands_alone(kept[-1])):
            kept[-1] = f"{kept[-1]} {piece}" if content_words(kept[-1]) else piece
        else:
            kept.append(piece)
    return kept if 1 < len(kept) <= _MOST_PARTS else [text]


def last_question_in(text: str) -> str:
    """The question that a long story ends with; the text itself when there is no story."""
    for found in reversed(list(_ASKS.finditer(text))):
        before, question = text[: found.start()].split(), text[found.start() :]
        if len(before) >= _FEWEST_BEFORE and len(question.split()) >= _FEWEST_IN and content_words(question):
            return question
    return text


def _stands_alone(piece: str) -> bool:
    """Whether it asks or tells something by itself."""
    if _CONDITION.match(piece):
        return False
    return bool(content_words(piece)) and (is_question(piece) or bool(acts(piece) & {"request", "fault"}))
