"""The words of a sentence, apart from the signs around them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from infrastructure.adapters.sentence_voice.spoken_form.markdown import without_markdown
from infrastructure.adapters.sentence_voice.spoken_form.typography import typewritten
from infrastructure.adapters.sentence_voice.spoken_form.vocabulary import word_set

_DOTTED = word_set(
    """
    a.k.a. a.m. approx. apr. aug. ave. avg. ca. co. corp. dec. dept. dr. e.g. est. etc. excl. ext. feb. fri.
    hr. hrs. i.e. inc. incl. jan. jul. jun. ltd. mar. max. min. mon. mr. mrs. ms. nov. oct. p.a. p.m. p.s.
    prof. resp. sec. sep. sept. st. tel. thu. thur. thurs. tue. tues. u.k. u.s. vs. wed.
    """
)
"""Their full stop is no end of a sentence, unless nothing follows."""

_BEFORE_NUMBER = frozenset(["no.", "nr.", "nos.", "p.", "pp.", "art.", "fig.", "vol."])
"""The same, when a number follows: `no.` ends sentences."""

_PARTS = re.compile(r"(?P<lead>[(\[{\"']*)(?P<core>.*?)(?P<trail>[.,;:!?)\]}\"']*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Word:
    """One written word.

    :ivar core: without the signs around it, in ASCII and the signs that are said (`€`, `°`, `½` …).
    :ivar tail: what ends a clause or sentence after it.
    :ivar opens: a bracket opens before it.
    :ivar closes: a bracket closes after it.
    """

    core: str
    tail: str = ""
    opens: bool = False
    closes: bool = False


Reader = Callable[[Sequence[Word], int], list[str]]
"""What is said for the word at a place and for those after it that belong to it; nothing when it is none of its
business."""


def words_of(written: Sequence[str]) -> list[Word]:
    cleaned = [typewritten(word) for word in without_markdown(written)]
    return [_word(word, cleaned[at + 1 :]) for at, word in enumerate(cleaned)]


def core_at(words: Sequence[Word], at: int) -> str:
    """In lower case; empty outside the sentence."""
    return words[at].core.lower() if 0 <= at < len(words) else ""


def _word(text: str, following: Sequence[str]) -> Word:
    text = re.sub(r"(?<=[a-z])\((e?s)\)", r"\1", text)
    parts = _PARTS.fullmatch(text)
    lead, core, trail = (parts["lead"], parts["core"], parts["trail"]) if parts else ("", text, "")
    tail = re.sub(r"[^.,;:!?]", "", trail)
    is_number_next = bool(following) and bool(re.match(r"#?\d", following[0]))
    dotted = f"{core.lower()}."
    if trail.startswith(".") and (dotted in _DOTTED or (is_number_next and dotted in _BEFORE_NUMBER)):
        core += "."
        tail = tail[1:] if any(re.search(r"\w", word) for word in following) else tail
    return Word(core, re.sub(r"(.)\1+", r"\1", tail), "(" in lead, ")" in trail)
