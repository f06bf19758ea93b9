"""What all ticket records promise."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import KeyTaken
from tests.contract.business_records import KINDS, Records, at_once, records_of

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture(params=KINDS)
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    with records_of(request.param, tmp_path) as records:
        yield records


def test_a_ticket_is_found_as_it_was_opened(records: Records) -> None:
    opened = records.tickets.open("k1", "slow_wifi", NOW)

    assert records.tickets.find(opened.number) == opened
    assert (opened.problem, opened.opened_at, opened.closed_at) == ("slow_wifi", NOW, None)


def test_the_same_key_again_answers_the_same_ticket(records: Records) -> None:
    assert records.tickets.open("k1", "slow_wifi", NOW) == records.tickets.open("k1", "slow_wifi", LATER)


def test_another_key_opens_another_ticket(records: Records) -> None:
    numbers = {records.tickets.open(f"k{each}", "slow_wifi", NOW).number for each in range(50)}

    assert len(numbers) == 50


def test_the_same_key_for_something_else_is_refused(records: Records) -> None:
    opened = records.tickets.open("k1", "slow_wifi", NOW)

    with pytest.raises(KeyTaken):
        records.tickets.open("k1", "no_internet", NOW)
    with pytest.raises(KeyTaken):
        records.tickets.close("k1", opened.number, NOW)
    assert records.tickets.find(opened.number) == opened


def test_a_ticket_is_closed_once(records: Records) -> None:
    opened = records.tickets.open("k1", "slow_wifi", NOW)

    closed = records.tickets.close("k2", opened.number, NOW)

    assert closed == replace(opened, closed_at=NOW)
    assert records.tickets.close("k2", opened.number, LATER) == closed
    assert records.tickets.close("k3", opened.number, LATER) == closed


def test_a_key_that_closed_one_ticket_closes_no_other(records: Records) -> None:
    first, second = (records.tickets.open(key, "other", NOW) for key in ("k1", "k2"))
    records.tickets.close("k3", first.number, NOW)

    with pytest.raises(KeyTaken):
        records.tickets.close("k3", second.number, NOW)
    assert records.tickets.find(second.number) == second


def test_an_unknown_number_is_none_and_uses_no_key(records: Records) -> None:
    assert records.tickets.find("99999999") is None
    assert records.tickets.close("k1", "99999999", NOW) is None
    assert records.tickets.open("k1", "other", NOW).problem == "other"


def test_many_threads_with_one_key_open_one_ticket(records: Records) -> None:
    opened = at_once(16, lambda _: records.tickets.open("k1", "other", NOW))

    assert len({ticket.number for ticket in opened}) == 1
