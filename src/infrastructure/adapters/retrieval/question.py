"""What a question asks for, by its words."""

import re
from dataclasses import dataclass
from functools import cached_property

from infrastructure.adapters.retrieval.words import content_words

_AMOUNT = re.compile(r"\bhow much\b|\b(cost|price|fee|charge|expensive)", re.IGNORECASE)
_NUMBER = re.compile(r"\bhow (long|fast|many|often|soon|old|far)\b|\bwhen\b|\bwhat time\b", re.IGNORECASE)
_WHETHER = re.compile(r"^\W*(and |so |but )?(do|does|did|is|are|can|could|will|may|have|has)\b", re.IGNORECASE)

_MONEY = re.compile(r"\d.*?(euro|cent|dollar|pound|percent)|[€$£]\s?\d|\bfree\b|\bno cost\b", re.IGNORECASE)
_QUANTITY = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|twenty|thirty|forty|fifty"
    r"|hundred|day|night|morning|week|month|year|hour|minute)s?\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"^(yes|no)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """A question in full.

    :ivar new: what of it the caller has said just now; the rest comes from earlier turns.
    """

    text: str
    new: str

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(content_words(self.text))

    @cached_property
    def new_words(self) -> frozenset[str]:
        return self.words & frozenset(content_words(self.new))

    @cached_property
    def asks_fact(self) -> bool:
        """An amount or a number, where one sentence is the answer."""
        return bool(_AMOUNT.search(self.text) or _NUMBER.search(self.text))

    def suits(self, sentence: str) -> float:
        """How well the kind of answer fits: an amount for "how much", a number for "how long", yes or no."""
        fit = 0.0
        if _AMOUNT.search(self.text) and _MONEY.search(sentence):
            fit += 0.3
        if _NUMBER.search(self.text) and _QUANTITY.search(sentence):
            fit += 0.15
        if _WHETHER.search(self.text) and _YES_OR_NO.search(sentence):
            fit += 0.1
        return fit
