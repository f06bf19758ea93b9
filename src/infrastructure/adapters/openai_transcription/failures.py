"""What went wrong between OpenAI and us, in words that an operator can act on."""

import httpx2
from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

BROKEN = (OpenAIError, httpx2.HTTPError, WebSocketException, OSError, TimeoutError, ValueError, RecursionError)
"""All that the SDK, its websocket, its HTTP client in mid-answer and the reading of what came can raise. The last
two: it was no JSON, or not that of the protocol."""

_ADVICE = {
    401: "check the OpenAI key",
    403: "check what the OpenAI key may be used for",
    404: "check the model's name and the base URL",
    429: "the rate limit or the quota is used up: wait, or raise it",
}


class AttemptFailed(Exception):
    """One way to the words of an utterance did not lead there."""


def reported(error: object) -> AttemptFailed:
    """What an event of OpenAI's tells."""
    code = getattr(error, "code", None) or getattr(error, "type", None)
    return AttemptFailed(f"OpenAI reports {code or 'an error'}: check model and settings, or try again")


def described(error: BaseException) -> str:
    """Without OpenAI's own message, which may quote a part of the key."""
    match error:
        case AttemptFailed():
            return str(error)
        case APIStatusError(status_code=status) | InvalidStatus(response=object(status_code=status)):
            advice = _ADVICE.get(status, "try again" if status >= 500 else "check model and settings")
            return f"refused with HTTP {status}: {advice}"
        case TimeoutError() | APITimeoutError() | httpx2.TimeoutException():
            return "no answer in time: try again"
        case ConnectionClosed() | httpx2.HTTPError():
            return "the connection broke: try again"
        case OSError() | APIConnectionError():
            return "cannot be reached: check network and base URL"
        case _:
            return f"the answer is not of its protocol ({type(error).__name__}): check the base URL"
