"""Who may ask for what."""

import secrets
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import Request
from starlette.requests import HTTPConnection

from control_plane.presentation.http.problems import Problem


@dataclass(frozen=True, slots=True)
class Credentials:
    """Checks bearer credentials; its methods are FastAPI dependencies.

    :ivar access_code: callers'. None: everyone may call.
    :ivar operator_token: operators'. None: open as long as everyone may call, else closed.
    :ivar service_token: agent services'. None: open as long as `services_are_near`, else closed.
    :ivar services_are_near: nobody but this machine reaches us.
    """

    access_code: str | None = field(repr=False)
    operator_token: str | None = field(repr=False)
    service_token: str | None = field(default=None, repr=False)
    services_are_near: bool = True

    async def caller(self, request: Request) -> None:
        """:raises Problem: 401 without the access code. An operator may do what a caller may."""
        if self.access_code is not None:
            _require(request, self.access_code, self.operator_token)

    async def operator(self, request: Request) -> None:
        """:raises Problem: 401 without the operator's credential; 403 when none is configured but callers' is."""
        if self.operator_token is not None:
            _require(request, self.operator_token)
        elif self.access_code is not None:
            raise Problem(
                HTTPStatus.FORBIDDEN,
                "operator_token_not_set",
                "for operators only: set PARLEY_CONTROL_PLANE_OPERATOR_TOKEN, and send it as a bearer credential",
            )

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


def _require(request: HTTPConnection, *accepted: str | None) -> None:
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    sent_bytes = sent.strip().encode()
    # No early exit: the time taken tells nothing about which one nearly matched.
    matches = [secrets.compare_digest(sent_bytes, wanted.encode()) for wanted in accepted if wanted is not None]
    if scheme.lower() != "bearer" or not any(matches):
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            "unauthorised",
            "send the credential as 'Authorization: Bearer ...'",
            {"WWW-Authenticate": 'Bearer realm="parley"'},
        )
