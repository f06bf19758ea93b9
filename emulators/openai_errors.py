"""OpenAI's error bodies: `{"error": {message, type, param, code}}`."""

from starlette.responses import JSONResponse, Response

from emulators.script import Act, Fault


def refusal(act: Act) -> Response | None:
    """How an act is refused; None when it is not."""
    match act.fault:
        case Fault.UNAUTHORISED:
            return unauthorised()
        case Fault.RATE_LIMITED:
            return _rate_limited(act.retry_after_s)
        case Fault.SERVER_ERROR:
            message = "The server had an error while processing your request. Sorry about that!"
            return _error(500, message, "server_error", None)
        case _:
            return None


def unauthorised() -> Response:
    message = "Incorrect API key provided: sk-****. You can find your API key at the account page."
    return _error(401, message, "invalid_request_error", "invalid_api_key")


def bad_request(message: str) -> Response:
    return _error(400, message, "invalid_request_error", None)


def unknown_model(model: str) -> Response:
    message = f"The model `{model}` does not exist or you do not have access to it."
    return _error(404, message, "invalid_request_error", "model_not_found")


def _rate_limited(retry_after_s: float | None) -> Response:
    message = "Rate limit reached for requests. Please try again later."
    response = _error(429, message, "requests", "rate_limit_exceeded")
    response.headers["x-ratelimit-limit-requests"] = "500"
    response.headers["x-ratelimit-remaining-requests"] = "0"
    if retry_after_s is not None:
        response.headers["x-ratelimit-reset-requests"] = f"{retry_after_s:g}s"
        response.headers["retry-after"] = f"{retry_after_s:g}"
    return response


def _error(status: int, message: str, kind: str, code: str | None) -> Response:
    error = {"message": message, "type": kind, "param": None, "code": code}
    return JSONResponse({"error": error}, status, {"x-request-id": "req_emulated"})
