"""What callers hear about outages."""

from datetime import timedelta

import pytest

from agents.tools.outages import outage
from domain.errors import Refused
from tests.unit.agents.tools.desk import Desk


def test_an_outage_is_named_with_its_end() -> None:
    result = Desk().use(outage, postcode="42175")

    assert result.say == (
        "Yes, there is an outage in Eastmoor, postcode 4 2 1 7 5: a digger has cut a fibre cable. "
        "It should be over today at six in the evening."
    )
    assert result.facts["outage"] is True
    assert result.facts["over"] == "today at six in the evening"


def test_after_six_it_is_tomorrow() -> None:
    desk = Desk()
    desk.clock.pass_time(timedelta(hours=18).total_seconds())

    assert desk.use(outage, postcode="42175").say.endswith("over tomorrow at six in the evening.")


def test_where_all_is_well_that_is_said() -> None:
    result = Desk().use(outage, postcode="42171")

    assert result.say == "No, there is no outage in Aldermere, postcode 4 2 1 7 1."
    assert result.facts["outage"] is False


def test_an_unknown_postcode_is_read_back() -> None:
    with pytest.raises(Refused, match=r"9 9 9 9 9\. Could you check the postcode"):
        Desk().use(outage, postcode="99999")
