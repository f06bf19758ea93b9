"""What vendors' errors mean for the chain."""

import httpx
import pytest
from openai import APIConnectionError, APIStatusError

from infrastructure.adapters.chat_models.failures import broke


def answered(status: int, *, code: str = "", **headers: str) -> APIStatusError:
    response = httpx.Response(status, headers=headers, request=httpx.Request("POST", "http://model.test"))
    return APIStatusError("secret words of a caller", response=response, body={"code": code})  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("status", "passes"), [(400, False), (401, False), (404, False), (429, True), (503, True)]
)
def test_only_what_passes_by_itself_is_worth_another_try(status: int, *, passes: bool) -> None:
    assert broke(answered(status)).is_passing is passes


def test_no_credit_does_not_pass() -> None:
    assert not broke(answered(429, code="insufficient_quota")).is_passing


def test_a_provider_says_how_long_to_wait() -> None:
    assert broke(answered(429, **{"retry-after": "1.5"})).after_s == 1.5
    assert broke(answered(429, **{"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"})).after_s is None
    assert broke(answered(429)).after_s is None


def test_a_bad_request_is_not_the_providers_fault() -> None:
    assert not broke(answered(400)).is_providers_fault
    assert broke(answered(401)).is_providers_fault


def test_a_connection_that_fails_passes() -> None:
    request = httpx.Request("POST", "http://model.test")
    assert broke(APIConnectionError(request=request)).is_passing  # pyright: ignore[reportArgumentType]
    assert broke(ConnectionResetError()).is_passing


def test_the_reason_says_what_to_do_and_quotes_nobody() -> None:
    assert broke(answered(401)).reason == "it answered 401: check its API key"
    assert "secret" not in broke(answered(500)).reason
