"""Overlays to look at."""

import pytest

from tests.k8s.manifests import CLOUDS, OVERLAYS, Cluster


@pytest.fixture(params=(*OVERLAYS, CLOUDS))
def cluster(request: pytest.FixtureRequest) -> Cluster:
    """Each overlay in turn, and the one for production with the clouds' components."""
    return Cluster.of(request.param)
