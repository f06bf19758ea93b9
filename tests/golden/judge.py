"""Judges an answer by what the caller gets."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from domain.entities.reply import Farewell, HumanWanted, ReplyPart, SpecialistChosen, ToolUsed, Words
from domain.entities.tool import Outcome, Value
from tests.golden.expectations import Expected, ExpectedCall
from tests.golden.wording import codes, holds

EFFECTS = frozenset({"place_order", "cancel_order", "open_ticket", "close_ticket", "book_visit", "cancel_visit"})

ADMISSIONS = (
    *("no,", "no.", "do not", "don't", "does not", "doesn't", "did not", "didn't", "is not", "isn't", "are not"),
    *("not know", "cannot", "can't", "can not", "not sure", "not able", "unable", "not possible", "not found"),
    *(
        "find no",
        "found no",
        "there is no",
        "there's no",
        "there are no",
        "have no",
        "has no",
        "could not",
        "couldn't",
        "no such",
    ),
)
"""What an honest no sounds like."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What came back. `failed` names the error when no answer could be made."""

    specialist: str = ""
    text: str = ""
    calls: tuple[ToolUsed, ...] = ()
    human: bool = False
    hangs_up: bool = False
    failed: str = ""

    @classmethod
    def of(cls, parts: Iterable[ReplyPart], failed: str = "") -> Self:
        """With several specialists, the last one has the caller."""
        parts = tuple(parts)
        return cls(
            next((part.name for part in reversed(parts) if isinstance(part, SpecialistChosen)), ""),
            "".join(part.text for part in parts if isinstance(part, Words)),
            tuple(part for part in parts if isinstance(part, ToolUsed)),
            any(isinstance(part, HumanWanted) for part in parts),
            any(isinstance(part, Farewell) for part in parts),
            failed,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """:ivar routed: one of the right specialists has answered; true when anyone may.
    :ivar answered: the caller has got all that must be, and nothing that must not.
    :ivar why: what is wrong, for a reader; empty when nothing is.
    """

    routed: bool
    answered: bool
    why: str = ""


def judge(expected: Expected, observed: Observed, earlier: Sequence[Observed] = ()) -> Verdict:
    """:param earlier: the answers before this one in the call, the first one first."""
    routed = not expected.specialist or observed.specialist in expected.specialist
    wrong = list(_mistakes(expected, observed, earlier))
    misrouted = [] if routed else [f"{observed.specialist or 'nobody'} answered"]
    return Verdict(routed, not wrong, "; ".join(misrouted + wrong))


def _mistakes(expected: Expected, observed: Observed, earlier: Sequence[Observed]) -> Iterator[str]:
    if observed.failed:
        yield f"failed: {observed.failed}"
    if not observed.text.strip():
        yield "nothing was said"
    yield from _wrong_words(expected, observed.text)
    for call in expected.calls:
        if not any(_is(call, used) for used in observed.calls):
            yield f"missing the call {_shown(call)}"
    for used in observed.calls:
        if used.name in EFFECTS and not _may_have_effect(expected, used):
            yield f"did {used.name} ({used.outcome})"
    if expected.repeats and not _repeated(earlier[expected.repeats - 1].text, observed.text):
        yield f"does not repeat the number of answer {expected.repeats}"
    for is_wanted, is_so, event in (
        (expected.human, observed.human, "calling a person"),
        (expected.hangs_up, observed.hangs_up, "hanging up"),
    ):
        if is_wanted != is_so:
            yield f"{'missing' if is_wanted else 'wrong'}: {event}"


def _wrong_words(expected: Expected, text: str) -> Iterator[str]:
    for wordings in expected.holds:
        if not any(holds(text, wording) for wording in wordings):
            yield f"does not hold {' or '.join(map(repr, wordings))}"
    for banned in expected.never:
        if holds(text, banned):
            yield f"holds {banned!r}"
    for pattern in expected.matches:
        if not re.search(pattern, text, re.IGNORECASE):
            yield f"does not match {pattern!r}"
    if expected.honest_no and not any(holds(text, admission) for admission in ADMISSIONS):
        yield "does not admit it"


def _may_have_effect(expected: Expected, used: ToolUsed) -> bool:
    """Done for good only where that is expected; and nothing is even prepared where an honest no is."""
    if used.outcome is Outcome.DONE:
        return any(call.outcome is Outcome.DONE and _is(call, used) for call in expected.calls)
    return not (expected.honest_no and used.outcome is Outcome.TO_CONFIRM)


def _is(call: ExpectedCall, used: ToolUsed) -> bool:
    if call.tool != used.name or call.outcome not in {None, used.outcome}:
        return False
    return all(
        name in used.arguments
        and _canonical(used.arguments[name]) in {_canonical(each) for each in _values(wanted)}
        for name, wanted in call.arguments.items()
    )


def _values(wanted: Value | tuple[Value, ...]) -> tuple[Value, ...]:
    return wanted if isinstance(wanted, tuple) else (wanted,)


def _canonical(value: Value) -> str:
    """The same for `10` and "10", "4 2 1 7 5" and "42175", "Jo at example dot com" and "jo@example.com"."""
    text = re.sub(r" (at|dot) ", lambda found: {"at": "@", "dot": "."}[found[1]], str(value).casefold())
    return text.replace(" ", "")


def _repeated(before: str, now: str) -> bool:
    given = codes(before)
    return bool(given) and set(given) <= set(codes(now))


def _shown(call: ExpectedCall) -> str:
    given = ", ".join(f"{name}={value!r}" for name, value in call.arguments.items())
    return f"{call.tool}({given})" + (f" -> {call.outcome}" if call.outcome else "")
