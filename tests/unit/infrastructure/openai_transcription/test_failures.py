import httpx2
import pytest
from openai import APIConnectionError, APITimeoutError, AuthenticationError, RateLimitError
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.http11 import Response

from infrastructure.adapters.openai_transcription.failures import described

REQUEST = httpx2.Request("POST", "https://provider.example/v1/audio/transcriptions")


def _status(status: int) -> httpx2.Response:
    return httpx2.Response(status, request=REQUEST)


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (
            AuthenticationError("Incorrect API key: sk-secret", response=_status(401), body=None),
            "check the OpenAI key",
        ),
        (RateLimitError("slow down", response=_status(429), body=None), "wait, or raise it"),
        (InvalidStatus(Response(403, "Forbidden", Headers())), "what the OpenAI key may be used for"),
        (InvalidStatus(Response(503, "Unavailable", Headers())), "HTTP 503: try again"),
        (APITimeoutError(REQUEST), "no answer in time"),
        (httpx2.ReadTimeout("slow"), "no answer in time"),
        (TimeoutError(), "no answer in time"),
        (APIConnectionError(request=REQUEST), "cannot be reached"),
        (ConnectionRefusedError(), "cannot be reached"),
        (ConnectionClosedError(None, None), "the connection broke"),
        (httpx2.RemoteProtocolError("cut off"), "the connection broke"),
        (ValueError("sk-secret"), "not of its protocol"),
    ],
)
def test_an_operator_is_told_what_to_do_and_no_secret(error: Exception, advice: str) -> None:
    assert advice in described(error)
    assert "sk-" not in described(error)
