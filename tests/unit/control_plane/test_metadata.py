import json
from datetime import UTC, datetime

import pytest

from control_plane.application.placement import command
from control_plane.domain.entities.call import Call
from control_plane.domain.entities.metadata import LARGEST_BYTES, MOST_FIELDS, checked_metadata
from control_plane.domain.errors import FieldRefused
from presentation.http.schemas import JoinRequest


def nested(levels: int) -> dict[str, object]:
    value: dict[str, object] = {}
    for _ in range(levels - 1):
        value = {"in": value}
    return value


def test_a_few_facts_pass() -> None:
    facts = {"language": "en", "page": "/plans", "tags": [1, 2.5, None, True], "who": {"id": "ü"}}
    assert checked_metadata(facts) == facts


def test_eight_levels_are_enough() -> None:
    assert checked_metadata(nested(8))
    with pytest.raises(FieldRefused):
        checked_metadata(nested(9))


@pytest.mark.parametrize(
    "hostile",
    [
        {"a": float("nan")},
        {"a": float("inf")},
        {"a": "\ud800"},
        {"\ud800": 1},
        {"a": "x" * 8192},
        {str(number): 1 for number in range(33)},
        nested(5000),
        {"a": [[[[[[[[[[1]]]]]]]]]]},
    ],
)
def test_what_json_cannot_carry_is_refused(hostile: dict[str, object]) -> None:
    with pytest.raises(FieldRefused) as refused:
        checked_metadata(hostile)
    assert refused.value.field == "metadata"


def test_the_most_that_a_caller_may_tell_is_taken_by_an_agent_service_with_what_we_add() -> None:
    metadata: dict[str, object] = {f"field-{number}": "x" for number in range(MOST_FIELDS)}
    metadata["field-0"] = "x" * (LARGEST_BYTES - len(json.dumps(metadata)) + 1)
    assert len(json.dumps(checked_metadata(metadata))) == LARGEST_BYTES
    at = datetime(2026, 1, 1, tzinfo=UTC)
    call = Call("c1", "r", "ann", at, at, tenant="t" * 64, owner="0" * 32)
    told = command(call, metadata).metadata
    taken = JoinRequest.model_validate({"room": call.room, "user_id": call.identity, "metadata": dict(told)})
    assert taken.metadata == told
