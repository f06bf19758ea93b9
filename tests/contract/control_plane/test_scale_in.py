"""What whoever takes replicas away promises."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from control_plane.domain.errors import ConfigurationInvalid, ScaleInUnavailable
from control_plane.domain.interfaces.scale_in import ScaleIn
from control_plane.infrastructure.kubernetes_scale_in import ANNOTATION, KubernetesScaleIn
from tests.fakes.control_plane.kubernetes import FakeKubernetes, kubernetes
from tests.fakes.control_plane.scale_in import FakeScaleIn


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncGenerator[FakeKubernetes]:
    async with kubernetes(tmp_path, "agent-1", "agent-2") as made:
        yield made


@pytest.fixture
async def opened(cluster: FakeKubernetes) -> AsyncGenerator[KubernetesScaleIn]:
    async with KubernetesScaleIn(cluster.account, cluster.url) as made:
        yield made


@pytest.fixture(params=["fake", "kubernetes"])
def scale_in(request: pytest.FixtureRequest, opened: KubernetesScaleIn) -> ScaleIn:
    return FakeScaleIn() if request.param == "fake" else opened


async def test_a_replica_is_weighed_again_and_again(scale_in: ScaleIn) -> None:
    for cost in (0, 4, 4, 1):
        await scale_in.weigh("agent-1", cost)


async def test_one_that_is_gone_is_no_error(scale_in: ScaleIn) -> None:
    await scale_in.weigh("agent-3", 1)


async def test_the_pods_annotation_is_the_cost_and_no_other_pods(
    opened: KubernetesScaleIn, cluster: FakeKubernetes
) -> None:
    await opened.weigh("agent-1", 8)
    assert cluster.pods == {"agent-1": {ANNOTATION: "8"}, "agent-2": {}}


async def test_a_token_that_was_replaced_is_read_again(opened: KubernetesScaleIn, cluster: FakeKubernetes) -> None:
    await opened.weigh("agent-1", 1)
    cluster.rotate("another-token")
    await opened.weigh("agent-1", 2)
    assert cluster.pods["agent-1"] == {ANNOTATION: "2"}


@pytest.mark.parametrize("status", [401, 403, 409, 429, 500])
async def test_a_refusal_is_told_by_its_status(
    opened: KubernetesScaleIn, cluster: FakeKubernetes, status: int
) -> None:
    cluster.refuses = status
    with pytest.raises(ScaleInUnavailable, match=str(status)):
        await opened.weigh("agent-1", 1)


async def test_an_id_that_is_no_pods_name_reaches_no_other_path(
    opened: KubernetesScaleIn, cluster: FakeKubernetes
) -> None:
    await opened.weigh("../pods/agent-1", 1)
    await opened.weigh("agent-1/status", 1)
    assert cluster.pods["agent-1"] == {}


async def test_a_certificate_of_somebody_else_is_not_trusted(cluster: FakeKubernetes, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    async with kubernetes(other) as impostor, KubernetesScaleIn(cluster.account, impostor.url) as scale_in:
        with pytest.raises(ScaleInUnavailable):
            await scale_in.weigh("agent-1", 1)


async def test_nobody_there_is_told(cluster: FakeKubernetes) -> None:
    async with KubernetesScaleIn(cluster.account, "https://localhost:9") as scale_in:
        with pytest.raises(ScaleInUnavailable):
            await scale_in.weigh("agent-1", 1)


async def test_an_account_that_is_not_there_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationInvalid, match="KUBERNETES_ACCOUNT"):
        async with KubernetesScaleIn(tmp_path / "nothing"):
            pass
