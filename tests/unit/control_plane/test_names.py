import pytest

from control_plane.domain.entities.names import (
    checked_identity,
    checked_room,
    new_identity,
    new_room,
)
from control_plane.domain.errors import FieldRefused


@pytest.mark.parametrize("name", ["ann", "Ann.B_2", "caller-1", "agentur", "reagent-1", "a" * 64])
def test_a_plain_name_passes(name: str) -> None:
    assert checked_identity(name) == name
    assert checked_room(name) == name


@pytest.mark.parametrize(
    "name", ["agent-1", "AGENT-1", "aGeNt-", "agent", "agent_1", "agent.1", "agent-" + "a" * 32, "Agent"]
)
def test_a_name_like_an_agents_is_refused(name: str) -> None:
    with pytest.raises(FieldRefused):
        checked_identity(name)


@pytest.mark.parametrize(
    "name",
    [
        "аgent-1",  # Cyrillic a
        "ａgent-1",  # full width
        "agent‐1",  # another hyphen
        "ag\u200bent-1",  # zero width space
        " agent-1",
        "agent-1\n",
        "ann\n",
        "ann\x00",
        "a b",
        "a/b",
        "-ann",
        "",
        "a" * 65,
        "٣",
    ],
)
def test_letters_that_look_alike_and_unseen_ones_are_refused(name: str) -> None:
    with pytest.raises(FieldRefused) as refused:
        checked_identity(name)
    assert name.strip() == "" or name.strip() not in str(refused.value)


@pytest.mark.parametrize("name", ["", "a b", "a/b", "..", "\u202e", "a" * 65])
def test_a_room_name_that_breaks_the_rule_is_refused(name: str) -> None:
    with pytest.raises(FieldRefused):
        checked_room(name)


def test_made_names_pass_their_own_rules() -> None:
    assert checked_room(new_room())
    assert checked_identity(new_identity())
