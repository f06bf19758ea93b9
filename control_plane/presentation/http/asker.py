"""Who asks, as far as the request says."""

import ipaddress
from collections.abc import Callable

from starlette.requests import HTTPConnection

from control_plane.domain.entities.asker import Asker
from control_plane.domain.entities.principal import Principal, Proof

WhoAsks = Callable[[HTTPConnection], Asker]
"""What the audit record goes by. It is asked after the request was let in, or refused."""
NO_ADDRESS = ""
ASKER = "parley.asker"
"""Where in the scope that is."""


def let_in(connection: HTTPConnection, principal: Principal) -> Asker:
    """From now on it is known who asks."""
    asker = Asker(
        principal.subject,
        principal.tenant,
        address_of(connection),
        is_named=principal.is_named,
        is_operator=principal.proof is Proof.OPERATOR_TOKEN,
    )
    connection.scope[ASKER] = asker
    return asker


def who_asks(connection: HTTPConnection) -> Asker:
    """Who was let in; else all that is known is where from."""
    return connection.scope.get(ASKER) or Asker("", "", address_of(connection))


def address_of(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else ""


def counted_address(address: str) -> str:
    """Of IPv6 the network, as whoever has one address there has all of its 2^64. What is no address counts as one:
    behind some proxies clients write it themselves.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return NO_ADDRESS
    if parsed.version == 4:
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
