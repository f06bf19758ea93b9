"""What Prometheus is asked."""

import re
from collections.abc import Iterator
from typing import Any

from domain.entities.session import EndReason
from tests.k8s import exposed
from tests.k8s.manifests import Cluster


def alerts_ask_for_metrics_that_there_are(cluster: Cluster) -> Iterator[str]:
    there = exposed.series()
    for alert in alerts(cluster):
        asked = set(exposed.METRIC.findall(alert["expr"]))
        if not asked or not asked <= there:
            yield f"{alert['alert']}: {asked - there}"


def alerts_name_reasons_for_which_calls_end(cluster: Cluster) -> Iterator[str]:
    for alert in alerts(cluster):
        for reasons in re.findall(r'reason=~"([^"]+)"', alert["expr"]):
            unknown = set(reasons.split("|")) - {reason.value for reason in EndReason}
            if unknown:
                yield f"{alert['alert']}: {unknown}"


def alerts(cluster: Cluster) -> Iterator[dict[str, Any]]:
    for rule in cluster.all("PrometheusRule"):
        for group in rule["spec"]["groups"]:
            yield from group["rules"]
