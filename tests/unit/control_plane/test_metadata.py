import pytest

from control_plane.domain.entities.metadata import checked_metadata
from control_plane.domain.errors import FieldRefused


def nested(levels: int) -> dict[str, object]:
    value: dict[str, object] = {}
    for _ in range(levels - 1):
        value = {"in": value}
    return value


def test_a_few_facts_pass():
    facts = {"language": "en", "page": "/plans", "tags": [1, 2.5, None, True], "who": {"id": "ü"}}
    assert checked_metadata(facts) == facts


def test_eight_levels_are_enough():
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
def test_what_json_cannot_carry_is_refused(hostile: dict[str, object]):
    with pytest.raises(FieldRefused) as refused:
        checked_metadata(hostile)
    assert refused.value.field == "metadata"
