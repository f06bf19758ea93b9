"""How long an answer waits for more."""

import pytest

from domain.entities.specialist import Pace
from infrastructure.transport.pipeline import TurnTaking

USUAL = TurnTaking(end_silence_ms=250, min_endpoint_ms=300, max_endpoint_ms=1200, barge_in_ms=400, silence_s=12)


@pytest.mark.parametrize(
    ("pace", "least_s", "longest_s"),
    [(Pace.BRISK, 0.24, 0.96), (Pace.NORMAL, 0.3, 1.2), (Pace.PATIENT, 0.54, 2.16)],
)
def test_a_pace_changes_how_long_a_pause_may_be(pace: Pace, least_s: float, longest_s: float) -> None:
    endpointing = USUAL.endpointing(pace)
    assert endpointing.get("min_delay") == pytest.approx(least_s)
    assert endpointing.get("max_delay") == pytest.approx(longest_s)
