"""Codes: tickets, orders, customers, postcodes and the like, digit by digit, as they are compared with what is
written elsewhere.
"""

import re
from collections.abc import Sequence

from infrastructure.adapters.sentence_voice.spoken_form.letters import letters, spelled
from infrastructure.adapters.sentence_voice.spoken_form.numbers import cardinal, in_digits
from infrastructure.adapters.sentence_voice.spoken_form.quantities import is_counting, quantity
from infrastructure.adapters.sentence_voice.spoken_form.vocabulary import word_set
from infrastructure.adapters.sentence_voice.spoken_form.words import Word, core_at

_NAMED = word_set(
    """
    account appointment booking case claim client confirmation contract customer flight incident invoice
    member meter order policy receipt ref reference serial ticket tracking transaction visit
    """
)
_ALWAYS = word_set("postcode zip pin code extension ext ext. puk passcode password")
_NAMING = word_set("number numbers no no. nr nr. nos. id reference ref")
_LINKS = frozenset(["is", "was", ":", "=", "reads"])
_SHORTEST_CODE = 3
_SHORTEST_AFTER_NOUN = 4
"""A shorter number after `order` or `visit` may be a quantity: these are verbs too."""

_POSTCODE_DIGITS = 5

_MIXED = re.compile(r"#?(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*")
_GROUPED = re.compile(r"\d+(?:-\d+){2,}")
_LONG = 7


def read_code(words: Sequence[Word], at: int) -> list[str]:
    core = words[at].core
    if found := re.fullmatch(r"#(\d+)", core):
        said = in_digits(found[1]) if len(found[1]) >= _SHORTEST_CODE else cardinal(found[1])
        return [said if core_at(words, at - 1) in _NAMING | _NAMED else f"number {said}"]
    if _MIXED.fullmatch(core) and not quantity(core):
        return [_mixed(core.removeprefix("#"))]
    if _GROUPED.fullmatch(core):
        return [", ".join(in_digits(group) for group in core.split("-"))]
    if not core.isdecimal():
        return []
    is_long = len(core) >= _LONG and not core.endswith("000")
    return [in_digits(core)] if is_long or _is_code(words, at) else []


def _is_code(words: Sequence[Word], at: int) -> bool:
    """By what stands before: `ticket 40712`, `your order number is 90381`, `tickets 40712 and 40713`."""
    if is_counting(words, at):
        return False
    before = _names_before(words, at)
    if before & _ALWAYS or _is_end_of_code(words, at) or _is_place(words, at):
        return True
    if before & _NAMING:
        return len(words[at].core) >= _SHORTEST_CODE
    if before & _NAMED:
        return len(words[at].core) >= _SHORTEST_AFTER_NOUN
    return _follows_code(words, at)


def _is_end_of_code(words: Sequence[Word], at: int) -> bool:
    """`the account ending in 4711`"""
    return core_at(words, at - 2) in ("ending", "beginning", "starting") and core_at(words, at - 1) in (
        "in",
        "with",
    )


def _is_place(words: Sequence[Word], at: int) -> bool:
    """`an outage in 10115`, where nothing is counted after it: a postcode."""
    is_counted = not words[at].tail and core_at(words, at + 1) not in (
        "",
        "and",
        "or",
        "is",
        "has",
        "was",
        "since",
    )
    return core_at(words, at - 1) == "in" and len(words[at].core) == _POSTCODE_DIGITS and not is_counted


def _names_before(words: Sequence[Word], at: int) -> set[str]:
    names: set[str] = set()
    before = at - 1
    while before >= 0 and (core := core_at(words, before)) and len(names) < 4:
        singular = core if core in _ALWAYS | _NAMED | _NAMING | _LINKS else core.removesuffix("s")
        is_apart = bool(words[before].tail) and (singular != core or words[before].tail not in (",", ":"))
        if is_apart or singular not in _ALWAYS | _NAMED | _NAMING | _LINKS:
            break
        names.add(singular)
        before -= 1
    return names


def _follows_code(words: Sequence[Word], at: int) -> bool:
    """The next of a list."""
    if not at:
        return False
    earlier = at - 2 if core_at(words, at - 1) in ("and", "or") else at - 1 if words[at - 1].tail == "," else -1
    is_alike = earlier >= 0 and core_at(words, earlier).isdecimal()
    is_alike = is_alike and len(core_at(words, earlier)) == len(words[at].core) >= _SHORTEST_AFTER_NOUN
    return is_alike and _is_code(words, earlier)


def _mixed(code: str) -> str:
    """`AB12-3F`: A.B one two three F. Of few digits a number is made: `RJ45`."""
    runs = re.findall(r"\d+|[A-Z]+", code)
    digits = sum(len(run) for run in runs if run.isdecimal())
    return " ".join(_run(run, is_short=digits < _SHORTEST_CODE) for run in runs)


def _run(run: str, *, is_short: bool) -> str:
    if run.isdecimal():
        return cardinal(run) if is_short else in_digits(run)
    longest_spelled = 4
    return letters(run) or (spelled(run) if len(run) <= longest_spelled else run.capitalize())
