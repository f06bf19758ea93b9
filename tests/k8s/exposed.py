"""What the two services really show to Prometheus, and really read from the environment."""

import re
from typing import get_type_hints

from control_plane.infrastructure.prometheus_call_meter import PrometheusCallMeter
from control_plane.settings import PREFIX, ControlPlaneSettings
from domain.interfaces.control_plane import LeaseState
from infrastructure.settings import LoggingSettings, Settings
from presentation.http.metrics import CallMetrics
from tests.fakes.lease_watch import FakeLeaseWatch
from tests.fakes.process_load import FakeProcessLoad
from tests.fakes.provider_watch import FakeProviderWatch
from tests.unit.application.service import FakeService

OF_UVICORN = {"FORWARDED_ALLOW_IPS"}
"""Read by the server that both run in."""

METRIC = re.compile(r"\bparley_[a-z_]+")
"""A name of a series, in a query."""

_TYPE = re.compile(r"^# TYPE (\S+) (\S+)$", re.MULTILINE)
_SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("",), "gauge": ("",)}


def series() -> frozenset[str]:
    """The names of all series of both services."""
    lease = FakeLeaseWatch(LeaseState(is_connected=True, renewals=0, breaks=0))
    agents = CallMetrics(FakeService().calls, FakeProviderWatch(), FakeProcessLoad(), lease)
    shown = agents.exposition().decode() + PrometheusCallMeter().exposition().decode()
    return frozenset(name + suffix for name, kind in _TYPE.findall(shown) for suffix in _SUFFIXES[kind])


def variables() -> dict[str, frozenset[str]]:
    """What each service reads, by its container's name."""
    agent = (
        f"PARLEY_{field}".upper() for group in get_type_hints(Settings).values() for field in group.model_fields
    )
    control_plane = (
        str(field.validation_alias or f"{PREFIX}{name}".upper())
        for name, field in ControlPlaneSettings.model_fields.items()
    )
    logging = {f"PARLEY_{field}".upper() for field in LoggingSettings.model_fields}
    return {"agent": frozenset(agent), "control-plane": frozenset(control_plane) | logging | OF_UVICORN}
