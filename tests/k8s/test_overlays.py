"""What `kubectl apply -k` would send."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from control_plane.settings import load_settings
from infrastructure import settings
from parley.install.machine import CLONE
from tests.k8s import exposed
from tests.k8s.manifests import KUBERNETES, OVERLAYS, Cluster, Unreadable, read
from tests.k8s.mistakes import MISTAKES
from tests.k8s.rules import RULES, Rule
from tests.k8s.rules.settings import not_everybody_says_where_a_caller_is

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105  # stands for what a Secret has
TRIED = {
    "PARLEY_REDIS_URL": "redis://redis.example:6379/0",
    "PARLEY_SERVICE_KEYS": f"2026-11:{SECRET}",
    "PARLEY_CONTROL_PLANE_OPERATOR_TOKEN": SECRET[::-1],
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_overlay_keeps_the_rule_that(rule: Rule, cluster: Cluster) -> None:
    assert list(rule(cluster)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_mistake_is_found_by_the_rule_that(rule: Rule) -> None:
    cluster = Cluster.of("prod")
    assert list(rule(cluster)) == []
    MISTAKES[rule](cluster)
    assert list(rule(cluster)) != []


@pytest.mark.parametrize(
    ("kind", "field", "written"),
    [
        ("Deployment", "/spec/template/spec/terminationGracePeriodSecond", "570"),
        ("Deployment", "/spec/template/spec/containers/0/ports/0/containerPort", '"8000"'),
        ("PodDisruptionBudget", "/spec/minReady", "1"),
        ("PodMonitor", "/spec/podMetricsEndpoints/0/periode", "15s"),
        ("HorizontalPodAutoscaler", "/spec/maxReplica", "5"),
    ],
)
def test_what_the_api_server_would_refuse_is_unreadable(
    tmp_path: Path, kind: str, field: str, written: str
) -> None:
    base = os.path.relpath(KUBERNETES / "overlays" / "prod", tmp_path.resolve())
    change = f"- op: add\n  path: {field}\n  value: {written}\n"
    overlay = {"resources": [base], "patches": [{"target": {"kind": kind, "name": "agent"}, "patch": change}]}
    (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump(overlay), encoding="utf-8")
    with pytest.raises(Unreadable, match=field.rsplit("/", 1)[-1]):
        read(tmp_path)


def test_the_agent_service_starts_with_its_settings(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _set(monkeypatch, tmp_path, cluster, "agent")
    read_by_it = settings.load()
    assert read_by_it.service.agent_host == "0.0.0.0"  # noqa: S104  # in a pod
    assert read_by_it.service.control_plane_urls
    keys = (read_by_it.providers.openai_key, read_by_it.providers.elevenlabs_key)
    assert [key() for key in keys if key] in ([], [SECRET, SECRET])


def test_the_control_plane_starts_with_its_settings(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _set(monkeypatch, tmp_path, cluster, "control-plane")
    read_by_it = load_settings()
    assert read_by_it.redis_url
    assert read_by_it.agent_urls == ()  # agents hold leases


@pytest.mark.parametrize(
    "value", ["*", "0.0.0.0/0", "::/0", "10.0.0.0/7", "ingress-nginx", "10.1.2.3/8", "127.0.0.1,*"]
)
def test_everybody_is_found_however_it_is_written(value: str) -> None:
    cluster = Cluster.of("prod")
    cluster.container("control-plane")["env"].append({"name": "FORWARDED_ALLOW_IPS", "value": value})
    assert list(not_everybody_says_where_a_caller_is(cluster)) != []


def test_an_issuer_at_another_port_is_reached_as_the_operating_guide_says(tmp_path: Path) -> None:
    guide = (CLONE / "docs" / "operating.md").read_text(encoding="utf-8")
    [told] = [
        yaml.safe_load(each) for each in re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL) if "OIDC" in each
    ]
    prod = KUBERNETES / "overlays" / "prod"
    overlay = yaml.safe_load((prod / "kustomization.yaml").read_text(encoding="utf-8"))
    for kind in ("resources", "components"):
        overlay[kind] = [os.path.relpath((prod / each).resolve(), tmp_path.resolve()) for each in overlay[kind]]
    for part, entries in told.items():
        overlay[part] += entries
    (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump(overlay), encoding="utf-8")
    cluster = Cluster(read(tmp_path))
    settings = cluster.settings(cluster.container("control-plane"))
    assert str(settings["PARLEY_CONTROL_PLANE_OIDC_ISSUER"]).startswith("https://login.example.com:8443/")
    assert [rule.__name__ for rule in RULES if list(rule(cluster))] == []


def test_the_autoscalers_metric_is_made_of_metrics_that_there_are() -> None:
    file = KUBERNETES / "components" / "autoscaling" / "prometheus-adapter.yaml"
    [rule] = yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]["custom"]
    [metric] = Cluster.of("prod").one("HorizontalPodAutoscaler", "agent")["spec"]["metrics"]
    series = exposed.series()
    assert rule["name"]["as"] == metric["pods"]["metric"]["name"]
    asked = set(exposed.METRIC.findall(rule["seriesQuery"] + rule["metricsQuery"]))
    assert asked
    assert asked <= series
    assert re.fullmatch(rule["name"]["matches"], "parley_calls_capacity")


def test_images_have_the_version_of_the_project() -> None:
    version = tomllib.loads((CLONE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    for overlay in OVERLAYS:
        images = [container["image"] for _, container in Cluster.of(overlay).containers()]
        assert [image for image in images if "parley" in image and not image.endswith(f":{version}")] == []


def test_every_alert_has_a_section_in_the_operating_guide() -> None:
    guide = (CLONE / "docs" / "operating.md").read_text(encoding="utf-8")
    alerts = [
        rule["alert"]
        for each in Cluster.of("prod").all("PrometheusRule")
        for group in each["spec"]["groups"]
        for rule in group["rules"]
    ]
    assert [alert for alert in alerts if f"**{alert}**" not in guide] == []


def test_every_secret_that_is_referred_to_is_in_the_operating_guide(cluster: Cluster) -> None:
    guide = (CLONE / "docs" / "operating.md").read_text(encoding="utf-8")
    referred = {
        variable["valueFrom"]["secretKeyRef"]["name"]
        for _, container in cluster.containers()
        for variable in container.get("env", [])
        if "secretKeyRef" in variable.get("valueFrom", {})
    }
    referred |= {
        volume["secret"]["secretName"]
        for _, pod in cluster.pods()
        for volume in pod.get("volumes", [])
        if "secret" in volume
    }
    assert [name for name in referred if f"secret generic {name} " not in guide] == []


def _set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cluster: Cluster, name: str) -> None:
    """The environment of a container, with something in place of what only the cluster knows."""
    for variable in [each for each in os.environ if each.startswith("PARLEY_")]:
        monkeypatch.delenv(variable)
    container: dict[str, Any] = cluster.container(name)
    key = tmp_path / "key"
    key.write_text(SECRET, encoding="utf-8")
    for variable, value in cluster.settings(container).items():
        told = TRIED.get(variable, SECRET) if value is None else value.replace("$(POD_IP)", "10.0.0.7")
        monkeypatch.setenv(variable, str(key) if variable.endswith("_FILE") else told)
