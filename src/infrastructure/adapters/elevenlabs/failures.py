"""What ElevenLabs calls its failures, in our words."""

from http import HTTPStatus

from websockets.frames import CloseCode

from domain.errors import SynthesisFailed
from infrastructure.adapters.cloud_voice.failures import refusal

WHO = "ElevenLabs"

_STATUS_OF = {
    "invalid_api_key": HTTPStatus.UNAUTHORIZED,
    "missing_api_key": HTTPStatus.UNAUTHORIZED,
    "authentication_required": HTTPStatus.UNAUTHORIZED,
    "unauthorized": HTTPStatus.UNAUTHORIZED,
    "missing_permissions": HTTPStatus.FORBIDDEN,
    "quota_exceeded": HTTPStatus.PAYMENT_REQUIRED,
    "voice_id_does_not_exist": HTTPStatus.NOT_FOUND,
    "voice_not_found": HTTPStatus.NOT_FOUND,
    "model_not_found": HTTPStatus.NOT_FOUND,
    "too_many_concurrent_requests": HTTPStatus.TOO_MANY_REQUESTS,
    "rate_limit_exceeded": HTTPStatus.TOO_MANY_REQUESTS,
    "system_busy": HTTPStatus.TOO_MANY_REQUESTS,
    "internal_server_error": HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""A websocket has no status: these names come in its error frame, and mean the same over HTTP."""

_LONGEST_NAME = 40
_SERVER_CLOSES = {CloseCode.INTERNAL_ERROR, CloseCode.SERVICE_RESTART, CloseCode.TRY_AGAIN_LATER}


def named_failure(name: str) -> SynthesisFailed:
    """Of an error frame. A name that we do not know is told only if it is a name, and not a sentence."""
    if status := _STATUS_OF.get(name):
        return refusal(WHO, status)
    reason = f" ({name})" if name.isidentifier() and len(name) <= _LONGEST_NAME else ""
    return SynthesisFailed(
        f"{WHO} ended the reply with an error{reason}: check the model, the voice and the account"
    )


def closed(code: int | None) -> SynthesisFailed:
    """The connection has ended before the reply has."""
    if code in _SERVER_CLOSES:
        return refusal(WHO, HTTPStatus.INTERNAL_SERVER_ERROR)
    return SynthesisFailed(f"{WHO} broke off the connection within the reply: try again")
