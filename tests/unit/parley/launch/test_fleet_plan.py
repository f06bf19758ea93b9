"""Which processes make a fleet, and what they are told."""

import pytest

from domain.errors import ConfigurationInvalid
from parley.launch.fleet_plan import FleetPlan, plan_fleet
from service_tokens.key_ring import KeyRing

REDIS = "redis://127.0.0.1:6400/0"


def plan(replicas: int = 3, control_planes: int = 2, **environment: str) -> FleetPlan:
    return plan_fleet(replicas, control_planes, redis_url=REDIS, environment=environment)


def test_ports_follow_each_other_from_the_usual_ones() -> None:
    planned = plan()
    assert [(each.name, each.url) for each in planned.agents] == [
        ("agent-1", "http://127.0.0.1:8000"),
        ("agent-2", "http://127.0.0.1:8001"),
        ("agent-3", "http://127.0.0.1:8002"),
    ]
    assert [(each.name, each.url) for each in planned.control_planes] == [
        ("control-1", "http://127.0.0.1:8080"),
        ("control-2", "http://127.0.0.1:8081"),
    ]


def test_every_replica_knows_all_control_planes_and_has_a_name_and_an_address_of_its_own() -> None:
    agents = plan().agents
    assert {each.env["PARLEY_CONTROL_PLANE_URLS"] for each in agents} == {
        "http://127.0.0.1:8080,http://127.0.0.1:8081"
    }
    assert [each.env["PARLEY_REPLICA_ID"] for each in agents] == ["agent-1", "agent-2", "agent-3"]
    assert [each.env["PARLEY_AGENT_URL"] for each in agents] == [each.url for each in agents]


def test_all_share_one_redis_and_one_key_that_nobody_knows() -> None:
    planned = plan()
    processes = [*planned.agents, *planned.control_planes]
    assert {each.env["PARLEY_REDIS_URL"] for each in processes} == {REDIS}
    [keys] = {each.env["PARLEY_SERVICE_KEYS"] for each in processes}
    assert KeyRing.parse(keys).signing.key_id.startswith("run-")
    assert keys != plan().agents[0].env["PARLEY_SERVICE_KEYS"]


def test_what_the_operator_has_set_counts() -> None:
    planned = plan(
        PARLEY_SERVICE_KEYS="the operators own keys",
        PARLEY_AGENT_PORT="9000",
        PARLEY_CONTROL_PLANE_PORT="9100",
    )
    assert planned.agents[1].env["PARLEY_AGENT_PORT"] == "9001"
    assert planned.control_planes[1].env["PARLEY_CONTROL_PLANE_PORT"] == "9101"
    assert planned.agents[0].env["PARLEY_SERVICE_KEYS"] == "the operators own keys"


@pytest.mark.parametrize("port", ["many", "0", "65535", ""])
def test_a_port_that_is_none_is_named(port: str) -> None:
    with pytest.raises(ConfigurationInvalid, match="PARLEY_AGENT_PORT"):
        plan(PARLEY_AGENT_PORT=port)


def test_a_fleet_that_reaches_into_the_control_planes_ports_is_refused() -> None:
    with pytest.raises(ConfigurationInvalid, match="PARLEY_CONTROL_PLANE_PORT"):
        plan(3, PARLEY_AGENT_PORT="8078")
