import pytest

from control_plane.application.policies import POLICIES
from control_plane.domain.entities.replica import Replica, Report
from control_plane.settings import ControlPlaneSettings

OURS = "0.2.0"


def replica(name: str, capacity: int, sessions: int, version: str = OURS) -> Replica:
    return Replica(Report(name, f"http://{name}", "i1", version, capacity), sessions, 0, 1.0)


@pytest.mark.parametrize(
    ("policy", "chosen"), [("least_loaded", "large"), ("spread", "small"), ("same_version_first", "ours")]
)
def test_a_policy_says_who_comes_first(policy: str, chosen: str) -> None:
    replicas = [
        replica("large", 100, 20, "0.1.0"),
        replica("small", 8, 4, "0.1.0"),
        replica("ours", 10, 8),
    ]
    preference = POLICIES[policy](OURS)
    assert min(replicas, key=preference.rank).replica_id == chosen


def test_every_policy_can_be_configured() -> None:
    field = ControlPlaneSettings.model_fields["placement"]
    assert set(POLICIES) == set(getattr(field.annotation, "__args__", ()))
