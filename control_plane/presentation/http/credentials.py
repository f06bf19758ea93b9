"""Which agent services may report here."""

import secrets
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.requests import HTTPConnection

from control_plane.presentation.http.problems import Problem


@dataclass(frozen=True, slots=True)
class Credentials:
    """Checks agent services' bearer credential.

    :ivar service_token: None: open as long as `services_are_near`, else closed.
    :ivar services_are_near: nobody but this machine reaches us.
    """

    service_token: str | None = field(default=None, repr=False)
    services_are_near: bool = True

    def service(self, connection: HTTPConnection) -> None:
        """For replicas, which are given callers' rooms.

        :raises Problem: 401 without the service token; 403 when none is configured though others reach us, or when
            a browser asks: a page could otherwise have its visitor's browser register a replica of its own.
        """
        if "origin" in connection.headers:
            raise Problem(HTTPStatus.FORBIDDEN, "foreign_origin", "for agent services only, not for pages")
        if self.service_token is not None:
            _require(connection, self.service_token)
        elif not self.services_are_near:
            raise Problem(
                HTTPStatus.FORBIDDEN,
                "service_token_not_set",
                "for agent services only: set PARLEY_SERVICE_TOKEN to the same value in both services",
            )


def _require(request: HTTPConnection, wanted: str) -> None:
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secrets.compare_digest(sent.strip().encode(), wanted.encode()):
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            "unauthorised",
            "send the credential as 'Authorization: Bearer ...'",
            {"WWW-Authenticate": 'Bearer realm="parley"'},
        )
