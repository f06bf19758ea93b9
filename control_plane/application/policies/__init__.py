"""Which replica gets the next call: one policy a file, each a value that every registry can go by."""

from collections.abc import Callable, Mapping

from control_plane.application.policies.least_loaded import least_loaded
from control_plane.application.policies.same_version_first import same_version_first
from control_plane.application.policies.spread import spread
from control_plane.domain.entities.replica import Preference

POLICIES: Mapping[str, Callable[[str], Preference]] = {
    "least_loaded": least_loaded,
    "spread": spread,
    "same_version_first": same_version_first,
}
"""By name. Each is told the version that this control plane has."""
