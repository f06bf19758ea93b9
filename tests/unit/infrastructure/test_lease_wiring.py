"""Who a replica is to a control plane."""

import socket

import pytest

from infrastructure.lease_wiring import replica_of
from infrastructure.settings import ServiceSettings


@pytest.mark.parametrize(("host", "url"), [("127.0.0.1", "http://127.0.0.1:8001"), ("::1", "http://[::1]:8001")])
def test_without_names_a_replica_is_known_by_its_host_and_port(host: str, url: str) -> None:
    replica = replica_of(ServiceSettings(agent_host=host, agent_port=8001))
    assert (replica.replica_id, replica.url) == (f"{socket.gethostname()}-8001", url)


def test_a_replica_has_the_names_that_it_is_given() -> None:
    replica = replica_of(ServiceSettings(replica_id="agent-7", agent_url="http://10.0.0.7:8000"))
    assert (replica.replica_id, replica.url) == ("agent-7", "http://10.0.0.7:8000")


def test_each_start_is_another_incarnation() -> None:
    assert replica_of(ServiceSettings()).incarnation != replica_of(ServiceSettings()).incarnation
