"""What a question asks for, by its words."""

import re
from dataclasses import dataclass
from functools import cached_property

from infrastructure.adapters.retrieval.understanding.acts import asks_amount
from infrastructure.adapters.retrieval.words import content_words, tokens

_NUMBER = re.compile(r"\bhow (many|fast|old|far|large|big)\b", re.IGNORECASE)
_TIME = re.compile(r"\bhow (long|often|soon)\b|\bwhen\b|\bwhat time\b", re.IGNORECASE)
_WHETHER = re.compile(r"^\W*(and |so |but )?(do|does|did|is|are|can|could|will|may|have|has)\b", re.IGNORECASE)
_HOW_TO = re.compile(r"\b(how|what) (do|can|could|should|shall|would|must|to)\b", re.IGNORECASE)
_QUESTION_WORD = re.compile(r"\b(what|where|which|who|why|when|how)\b", re.IGNORECASE)
_COMPLAINT = re.compile(
    r"\b(not|no|cannot|keeps?|slow|dead|silent|broken|bad|problems?|trouble|fault|faulty|down|stopped|lost|losing"
    r"|loses|drops?|dropping|crash\w*|fails?|failing|stuck|forgot|forgotten)\b|n't\b",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b(?:the|a|an|your|my)\s+([a-z]+)(?=\s+[a-z]+)")

_MONEY = re.compile(
    r"^[^\d\n]*\d.*?(euro|cent|dollar|pound|percent)|[€$£]\s?\d|\bfree\b|\bno cost\b",
    re.IGNORECASE | re.MULTILINE,
)
_QUANTITY = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred)\b",
    re.IGNORECASE,
)
_TIME_SPAN = re.compile(
    r"\b(\w*days?|nights?|mornings?|noon|evenings?|weeks?|weekends?|months?|years?|hours?|minutes?|o'clock)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"^(yes|no)\b", re.IGNORECASE)

PRICE = "price"
"""The word for which every amount of money stands."""


def named_in(text: str) -> frozenset[str]:
    """Words that tell one thing of a kind from the others: "platinum" in "the platinum plan"."""
    return frozenset(word for name in _NAMED.findall(text.lower()) for word in content_words(name))


def names_amount(sentence: str) -> bool:
    return bool(_MONEY.search(sentence))


@dataclass(frozen=True)
class Question:
    """A question in full.

    :ivar new: what of it the caller has said just now; the rest comes from earlier turns.
    """

    text: str
    new: str

    @cached_property
    def asked(self) -> str:
        """With the words as they were said: they tell what kind of answer is wanted."""
        return self.text if self.text == self.new else f"{self.new} {self.text}"

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(content_words(self.text))

    @cached_property
    def new_words(self) -> frozenset[str]:
        return self.words & frozenset(content_words(self.new))

    @cached_property
    def named(self) -> frozenset[str]:
        """See `named_in`."""
        return named_in(self.text)

    @cached_property
    def asks_fact(self) -> bool:
        """An amount, a number or a time: one sentence is the answer."""
        return asks_amount(self.asked) or any(kind.search(self.asked) for kind in (_NUMBER, _TIME))

    @cached_property
    def asks_amount(self) -> bool:
        """A price, or whether something is free."""
        return asks_amount(self.asked) or PRICE in self.words

    @cached_property
    def asks_other_fact(self) -> bool:
        """A time or a number, and no price: an amount of money is no answer."""
        return self.asks_fact and not self.asks_amount

    @cached_property
    def asks_how(self) -> bool:
        """How something is done."""
        return bool(_HOW_TO.search(self.text))

    @cached_property
    def complains(self) -> bool:
        """Tells of something that does not go as it should, and wants it mended."""
        return bool(_COMPLAINT.search(self.text)) and not _QUESTION_WORD.search(self.text)

    def echoes(self, text: str) -> float:
        """How far a text has the same words, small ones included: from 0 to 1."""
        asked, written = set(tokens(self.text)), set(tokens(text))
        return len(asked & written) / max(1, len(asked | written))

    def suits(self, sentence: str, heading: str) -> float:
        """How well the kind of answer fits: an amount for "how much", a number for "how long", yes or no."""
        fit = 0.1 if self.asks_how and _HOW_TO.search(heading) else 0.0
        if asks_amount(self.asked) and names_amount(sentence):
            fit += 0.3
        if _NUMBER.search(self.asked) and _QUANTITY.search(sentence):
            fit += 0.15
        if _TIME.search(self.asked) and _TIME_SPAN.search(sentence):
            fit += 0.15
        if _WHETHER.search(self.text) and _YES_OR_NO.search(sentence):
            fit += 0.1
        return fit
