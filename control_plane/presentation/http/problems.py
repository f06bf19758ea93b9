"""Failures, told as RFC 9457 problem details."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from control_plane.domain.errors import (
    ApiKeyNotFound,
    CallNotEnded,
    CallNotFound,
    CallNotPlaced,
    ControlPlaneError,
    FieldRefused,
    IssuerUnavailable,
    NotAllowed,
    RegistryUnavailable,
    ReplicaNotFound,
    RoomNotFound,
    RoomTaken,
    TenantFull,
    TooManyApiKeys,
    WebhookForged,
)

MOST_ERRORS = 10
NOT_JSON = {"field": "body", "problem": "not valid JSON"}
"""Also what FastAPI's only 400 says: a body that its parser gave up, because of its depth for one."""
FIELD = re.compile(r"[A-Za-z0-9_]{1,40}", re.ASCII)


class Problem(Exception):
    """A request that the HTTP layer itself refuses."""

    def __init__(
        self, status: HTTPStatus, code: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.response = problem(status, code, detail, headers=headers)


def problem(
    status: HTTPStatus,
    code: str,
    detail: str,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """:param errors: what is wrong with which field: `{field, problem}` each."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "code": code,
    }
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(body, status, dict(headers or {}), media_type="application/problem+json")


def tell_problems(app: FastAPI) -> None:
    """Have the app answer every failure that was foreseen in this form."""

    @app.exception_handler(Problem)
    async def refused(_request: Request, error: Problem) -> JSONResponse:
        return error.response

    @app.exception_handler(ControlPlaneError)
    async def failed(_request: Request, error: ControlPlaneError) -> JSONResponse:
        if answer := _of(error):
            return answer
        raise error

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        found = error.errors()[:MOST_ERRORS]
        return _unprocessable([_told(wrong["loc"], wrong["type"], wrong["msg"]) for wrong in found])

    @app.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> JSONResponse:
        status = HTTPStatus(error.status_code)
        if status is HTTPStatus.BAD_REQUEST:
            return _unprocessable([NOT_JSON])
        return problem(status, status.name.lower(), status.description or status.phrase, headers=error.headers)


def _of(error: ControlPlaneError) -> JSONResponse | None:
    """The answer to a failure that callers are told about."""
    match error:
        case FieldRefused():
            return _unprocessable([{"field": error.field, "problem": error.problem}])
        case NotAllowed():
            return problem(HTTPStatus.FORBIDDEN, error.code, str(error))
        case RoomTaken() | TooManyApiKeys():
            return problem(HTTPStatus.CONFLICT, error.code, str(error))
        case CallNotFound() | RoomNotFound() | ReplicaNotFound() | ApiKeyNotFound():
            return problem(HTTPStatus.NOT_FOUND, error.code, str(error))
        case WebhookForged():
            return problem(HTTPStatus.UNAUTHORIZED, error.code, str(error), headers={"WWW-Authenticate": "Bearer"})
        case TenantFull():
            wait = {"Retry-After": str(error.retry_after_s)}
            return problem(HTTPStatus.TOO_MANY_REQUESTS, error.code, str(error), headers=wait)
        case CallNotEnded() | CallNotPlaced() | RegistryUnavailable() | IssuerUnavailable():
            wait = {"Retry-After": str(error.retry_after_s)}
            is_spent = error.code == "spent"  # RFC 6585: too much in a given time
            status = HTTPStatus.TOO_MANY_REQUESTS if is_spent else HTTPStatus.SERVICE_UNAVAILABLE
            return problem(status, error.code, str(error), headers=wait)
        case _:
            return None


def _unprocessable(errors: Sequence[Mapping[str, str]]) -> JSONResponse:
    told = "; ".join(f"{error['field']}: {error['problem']}" for error in errors)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", told, errors=errors)


def _told(where: Sequence[int | str], kind: str, message: str) -> dict[str, str]:
    """Names the field; names of fields are the sender's words, so only plain ones are repeated."""
    if kind == "json_invalid":
        return NOT_JSON
    path = [str(part) for part in where[1:]] or ["body"]
    plain = all(FIELD.fullmatch(part) for part in path)
    problem_told = "unknown field" if kind == "extra_forbidden" else message
    return {"field": ".".join(path) if plain else "body", "problem": problem_told}
