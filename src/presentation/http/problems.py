"""Errors as problem details (RFC 9457): what is wrong, where, and what to do."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from domain.errors import (
    CallRefused,
    MediaUnavailable,
    NotMovable,
    ParleyError,
    RoomTaken,
    SessionNotFound,
    StaleEpoch,
    TenantSpent,
)

RETRY_AFTER_S = 2
"""A place is often free, and LiveKit often back, within this time."""

STATUS_OF: tuple[tuple[type[ParleyError], HTTPStatus], ...] = (
    (RoomTaken, HTTPStatus.CONFLICT),
    # RFC 6585 §4: too much in a given time, and when there may be more. 402 has no meaning yet (RFC 9110 §15.5.3).
    (TenantSpent, HTTPStatus.TOO_MANY_REQUESTS),
    (StaleEpoch, HTTPStatus.CONFLICT),
    (NotMovable, HTTPStatus.CONFLICT),
    (SessionNotFound, HTTPStatus.NOT_FOUND),
    (CallRefused, HTTPStatus.SERVICE_UNAVAILABLE),
    (MediaUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)
"""The first that fits counts; what is not listed is our own fault."""


class Problem(JSONResponse):
    media_type = "application/problem+json"

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        detail: str,
        *,
        headers: dict[str, str] | None = None,
        **members: object,
    ) -> None:
        body = {
            "type": "about:blank",
            "title": status.phrase,
            "status": status.value,
            "detail": detail,
            "code": code,
            **members,
        }
        super().__init__(body, status.value, headers)


def explain_errors(app: FastAPI) -> None:
    """Answer every failure with a problem."""
    app.add_exception_handler(ParleyError, _named)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _unexpected)


async def _named(_: Request, error: Exception) -> Problem:
    assert isinstance(error, ParleyError)  # noqa: S101  # registered for it alone
    status = next(
        (status for kind, status in STATUS_OF if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR
    )
    if isinstance(error, TenantSpent):
        headers = {"Retry-After": str(error.retry_after_s)}
    else:
        headers = {"Retry-After": str(RETRY_AFTER_S)} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    return Problem(status, error.code, str(error), headers=headers)


async def _malformed(_: Request, error: Exception) -> Problem:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # registered for it alone
    errors = [
        {"field": "body" if each["type"] == "json_invalid" else _field(each["loc"]), "problem": str(each["msg"])}
        for each in error.errors()
    ]
    detail = "; ".join(f"{each['field']}: {each['problem']}" for each in errors)
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", detail, errors=errors)


def _field(location: tuple[int | str, ...]) -> str:
    """`body.metadata.0` without the part that says where in the request."""
    return ".".join(str(part) for part in location[1:]) or str(location[0])


async def _plain(_: Request, error: Exception) -> Problem:
    assert isinstance(error, HTTPException)  # noqa: S101  # registered for it alone
    status = HTTPStatus(error.status_code)
    code = status.name.lower()
    return Problem(status, code, error.detail, headers=dict(error.headers) if error.headers else None)


async def _unexpected(_: Request, error: Exception) -> Problem:  # noqa: ARG001  # logged by the server
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "something went wrong here: the service's log says what"
    )
