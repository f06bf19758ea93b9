"""What an utterance gives of a tool's arguments: nothing is guessed."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.entities.tool import Value
from infrastructure.adapters.retrieval.meaning import carried_meaning
from infrastructure.adapters.retrieval.understanding.filling import fill
from infrastructure.adapters.retrieval.understanding.slots import SlotKind, slots_of

PARAMETERS: Mapping[str, Any] = {
    "properties": {
        "loaf": {
            "type": "string",
            "enum": ["rye", "wheat", "plus"],
            "description": "which loaf (rye: “rye bread” “the dark one”; wheat: “the white one”)",
        },
        "guests": {"type": "integer", "description": "how many people eat"},
        "yearly": {"type": "boolean", "description": "pays for a year at once"},
        "email": {"type": "string", "format": "email", "description": "where the bill goes"},
        "postcode": {"type": "string", "pattern": "^[0-9]{5}$", "description": "the postcode"},
        "fault": {
            "type": "string",
            "enum": ["too_hard", "mouldy"],
            "description": "what is wrong (too_hard: “my loaf is as hard as stone”; mouldy: “it has green spots”)",
        },
    }
}
SLOTS = slots_of(PARAMETERS)


def given(said: str, asked: str = "") -> dict[str, Value]:
    return {name: found.value for name, found in fill(SLOTS, said, carried_meaning(), asked=asked).items()}


def test_a_schema_tells_what_is_asked_for() -> None:
    assert [slot.kind for slot in SLOTS] == [
        SlotKind.CHOICE,
        SlotKind.COUNT,
        SlotKind.YES_NO,
        SlotKind.EMAIL,
        SlotKind.DIGITS,
        SlotKind.CHOICE,
    ]
    assert SLOTS[0].choices["rye"] == ("rye bread", "the dark one")
    assert SLOTS[0].description == "which loaf"
    assert SLOTS[4].digits == 5


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("the rye loaf please", {"loaf": "rye"}),
        ("i'd like the dark one", {"loaf": "rye"}),
        ("the wheel loaf", {"loaf": "wheat"}),
        ("for ten", {"guests": 10}),
        ("twenty five people", {"guests": 25}),
        ("there are six of us", {"guests": 6}),
        ("make it twelve", {"guests": 12}),
        ("wheat for ten, jo at example dot com", {"loaf": "wheat", "guests": 10, "email": "jo@example.com"}),
        ("if i pay once a year", {"yearly": True}),
        ("paid annually", {"yearly": True}),
        ("by the month", {"yearly": False}),
        ("not yearly", {"yearly": False}),
        ("in four two one seven five", {"postcode": "42175"}),
        ("my bread is hard as a stone", {"fault": "too_hard"}),
        ("there are green spots on it", {"fault": "mouldy"}),
        ("it takes two hours and costs ten euros", {}),
        ("the basic one", {}),
        ("what is two plus two", {}),
        ("how are you", {}),
    ],
)
def test_only_what_was_said_is_taken(said: str, expected: Mapping[str, Value]) -> None:
    assert given(said) == expected


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        ("loaf", "whit", {"loaf": "wheat"}),
        ("guests", "one", {"guests": 1}),
        ("yearly", "yes please", {"yearly": True}),
        ("yearly", "no", {"yearly": False}),
        ("postcode", "four two", {"postcode": "42"}),
    ],
)
def test_who_was_asked_is_understood_with_less(asked: str, said: str, expected: Mapping[str, Value]) -> None:
    assert given(said, asked) == expected
