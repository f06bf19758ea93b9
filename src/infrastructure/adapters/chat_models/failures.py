"""What a vendor's error means, whoever the vendor is."""

import asyncio

import httpx
from openai import APIConnectionError

_AGAIN = frozenset([408, 409, 429])
_NO_CREDIT = "insufficient_quota"
"""OpenAI sends it as a 429; it does not pass."""

_CONNECTION = (OSError, httpx.TransportError, APIConnectionError)
_OUR_REQUEST = frozenset([400, 413, 422])


class AnswerBroke(Exception):
    """A provider's answer did not come to its end.

    :ivar reason: for operators: neither what was said nor a key is in it.
    :ivar is_passing: the same request may succeed when it is repeated.
    :ivar after_s: how long the provider wants to be left alone; None when it does not say.
    :ivar is_providers_fault: False when another request may well succeed.
    """

    def __init__(
        self,
        reason: str,
        *,
        is_passing: bool = False,
        after_s: float | None = None,
        is_providers_fault: bool = True,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_passing = is_passing
        self.after_s = after_s
        self.is_providers_fault = is_providers_fault


class TooLong(AnswerBroke):
    """It went on and on: nobody needs the rest."""


def broke(error: Exception) -> AnswerBroke:
    """Vendors' SDKs differ in their classes; all give `status_code` and `response.headers`."""
    status: int | None = getattr(error, "status_code", None)
    if status is None:
        return AnswerBroke(_told(error), is_passing=_is_connection(error))
    passes = (status in _AGAIN or status >= 500) and getattr(error, "code", None) != _NO_CREDIT
    return AnswerBroke(
        f"it answered {status}{_advice(status)}",
        is_passing=passes,
        after_s=_retry_after(error),
        is_providers_fault=status not in _OUR_REQUEST,
    )


def _told(error: Exception) -> str:
    if isinstance(error, asyncio.TimeoutError):
        return "it took too long"
    kind = type(error).__name__
    return f"the connection failed ({kind})" if _is_connection(error) else f"its answer cannot be read ({kind})"


def _is_connection(error: Exception) -> bool:
    return isinstance(error, _CONNECTION) or isinstance(error.__cause__, _CONNECTION)


def _advice(status: int) -> str:
    match status:
        case 401 | 403:
            return ": check its API key"
        case 404:
            return ": check the model's name and the base URL"
        case 429:
            return ": it limits the rate, or there is no credit left"
        case _:
            return ""


def _retry_after(error: Exception) -> float | None:
    """In seconds; the form with a date is taken for none (RFC 9110 §10.2.3)."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        return max(0.0, float(headers["retry-after"]))
    except (KeyError, ValueError):
        return None
