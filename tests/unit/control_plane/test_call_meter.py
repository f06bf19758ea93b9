import re

import pytest

from control_plane.infrastructure.prometheus_call_meter import PrometheusCallMeter


@pytest.mark.parametrize(
    "series",
    [
        'parley_control_plane_recoveries_total{outcome="given_up"}',
        'parley_control_plane_recoveries_total{outcome="no_place"}',
        'parley_control_plane_leases_over_total{how="broke"}',
    ],
)
def test_what_alerts_count_is_shown_before_the_first_of_it(series: str) -> None:
    assert re.search(rf"^{re.escape(series)} 0\.0$", PrometheusCallMeter().exposition().decode(), re.MULTILINE)
