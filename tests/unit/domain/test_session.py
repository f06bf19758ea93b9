"""The call's state machine."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.entities.session import LIVE, TRANSITIONS, EndReason, Session, Status
from domain.errors import IllegalTransition

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SESSION = Session("s1", "room", "ada", "agent-s1", NOW)


def test_a_new_session_is_joining() -> None:
    assert SESSION.status is Status.JOINING
    assert SESSION.is_live


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_steps_in_the_table(status: Status) -> None:
    assert status in TRANSITIONS


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("wanted", Status)
def test_only_the_steps_of_the_table_can_be_taken(status: Status, wanted: Status) -> None:
    session = replace(SESSION, status=status)
    if wanted in TRANSITIONS[status]:
        assert session.become(wanted).status is wanted
    else:
        with pytest.raises(IllegalTransition, match=f"{status} cannot become {wanted}"):
            session.become(wanted)


def test_a_session_that_is_over_is_not_live_and_goes_nowhere() -> None:
    for status in Status:
        assert (status in LIVE) == bool(TRANSITIONS[status])


def test_an_end_carries_its_reason_and_its_time() -> None:
    ended = SESSION.become(Status.LEAVING).end(Status.ENDED, EndReason.CALLER_LEFT, NOW)
    assert (ended.status, ended.reason, ended.ended_at) == (Status.ENDED, EndReason.CALLER_LEFT, NOW)


def test_a_turn_counts_and_names_who_answered() -> None:
    after = SESSION.after_turn("sales").after_turn("tech_support")
    assert (after.turns, after.specialist) == (2, "tech_support")


@pytest.mark.parametrize(
    ("metadata", "tenant"),
    [
        ({}, "default"),
        ({"tenant": "acme"}, "acme"),
        ({"tenant": ""}, "default"),
        ({"tenant": 7}, "default"),
        ({"tenant": "two\nlines"}, "default"),
        ({"tenant": "x" * 129}, "default"),
    ],
)
def test_the_tenant_is_named_in_the_metadata(metadata: dict[str, object], tenant: str) -> None:
    assert replace(SESSION, metadata=metadata).tenant == tenant


@pytest.mark.parametrize(
    ("metadata", "owner"),
    [
        ({}, ""),
        ({"owner": "0a1b"}, "0a1b"),
        ({"owner": 7}, ""),
        ({"owner": "a\nb"}, ""),
        ({"owner": "x" * 129}, ""),
    ],
)
def test_the_owner_is_named_in_the_metadata(metadata: dict[str, object], owner: str) -> None:
    assert replace(SESSION, metadata=metadata).owner == owner
