import os
import socket
from collections.abc import Iterator

import psutil
import pytest

from domain.errors import ConfigurationInvalid
from parley.launch.ports import Transport, ensure_port_free, free_port


@pytest.fixture(params=["tcp", "udp"])
def transport(request: pytest.FixtureRequest) -> Transport:
    return "udp" if request.param == "udp" else "tcp"


@pytest.fixture
def held_port(transport: Transport) -> Iterator[int]:
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, kind) as holder:
        holder.bind(("127.0.0.1", 0))
        if transport == "tcp":
            holder.listen()
        yield holder.getsockname()[1]


def test_a_free_port_may_be_used(transport: Transport) -> None:
    ensure_port_free(free_port(transport), use="the page", transport=transport)


def test_a_free_port_is_none_that_a_connection_gets(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as one:
        given_away = one.getsockname()[1]

    assert max(free_port(transport) for _ in range(100)) < given_away


def test_a_port_in_use_is_an_error_that_names_it_its_use_and_its_holder(
    held_port: int, transport: Transport
) -> None:
    with pytest.raises(ConfigurationInvalid) as refusal:
        ensure_port_free(held_port, use="the page (PARLEY_PORT)", transport=transport)

    message = str(refusal.value)
    assert f"port {held_port} ({transport})" in message
    assert "the page (PARLEY_PORT)" in message
    assert f"process {os.getpid()} (" in message
    assert psutil.Process().cmdline()[0] in message


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(ConfigurationInvalid, match=r"192\.0\.2\.1 is no address of this machine"):
        ensure_port_free(free_port(), use="the page", host="192.0.2.1")


def test_connections_that_linger_do_not_hold_a_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            accepted, _ = server.accept()
            accepted.close()

    ensure_port_free(port, use="the page")
