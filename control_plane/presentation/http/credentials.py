"""Which agent services may report here."""

from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.requests import HTTPConnection

from control_plane.presentation.http.problems import Problem
from control_plane.presentation.http.relayed import is_relayed
from service_tokens.gate import TokenGate
from service_tokens.key_ring import HOW


@dataclass(frozen=True, slots=True)
class Credentials:
    """Checks agent services' bearer credential.

    :ivar gate: what their tokens must pass. None: open to this machine if `services_are_near`, else closed.
    :ivar services_are_near: nobody but this machine reaches us.
    """

    gate: TokenGate | None = field(default=None, repr=False)
    services_are_near: bool = True

    def service(self, connection: HTTPConnection) -> None:
        """For replicas, which are given callers' rooms.

        :raises TokenRefused: the token is missing or not good.
        :raises Problem: 403 when there are no keys though others reach us, perhaps through a proxy; or when a
            browser asks: a page could otherwise have its visitor's browser register a replica of its own.
        """
        if "origin" in connection.headers:
            raise Problem(HTTPStatus.FORBIDDEN, "foreign_origin", "for agent services only, not for pages")
        if self.gate is not None:
            self.gate.check(connection.headers.get("authorization"))
        elif not self.services_are_near or is_relayed(connection):
            raise Problem(
                HTTPStatus.FORBIDDEN,
                "service_keys_not_set",
                f"for agent services only: set PARLEY_SERVICE_KEYS to the same in both services: {HOW}",
            )
