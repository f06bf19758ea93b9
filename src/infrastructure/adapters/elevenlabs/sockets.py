"""Websockets to ElevenLabs, some of them opened ahead."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus

from elevenlabs.url_utils import build_ws_url  # pyright: ignore[reportUnknownVariableType]
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.protocol import State

from domain.errors import SynthesisFailed
from infrastructure.adapters.cloud_voice.failures import checked_key, refusal
from infrastructure.adapters.connections import CONNECT_S
from infrastructure.adapters.elevenlabs import messages
from infrastructure.adapters.elevenlabs.failures import WHO

OUTPUT_FORMAT = "pcm_16000"

INACTIVITY_S = 180
"""The longest that ElevenLabs allows: it closes a socket without text after 20 s else, and a writer may take
longer than that over a tool."""

SPARE_S = 150.0
"""A socket that was opened ahead is not used when it is older: ElevenLabs may be about to close it."""

_BIGGEST_MESSAGE_BYTES = 4 * 2**20
"""A minute of sound, in base64, with the times of its letters."""

_OWN_REFUSALS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.TOO_MANY_REQUESTS}


class SocketUnavailable(Exception):
    """None could be opened, for a reason that plain HTTP may not meet: a proxy, a firewall, a failing gateway."""


@dataclass(frozen=True, slots=True)
class _Spare:
    socket: ClientConnection
    opened_at: float
    key: str = field(repr=False)

    def serves(self, key: str) -> bool:
        age_s = asyncio.get_running_loop().time() - self.opened_at
        return self.socket.state is State.OPEN and age_s < SPARE_S and self.key == key


class Sockets:
    """Each serves one reply in one voice: the voice is in the address, and ElevenLabs closes after the reply."""

    def __init__(self, api_key: Callable[[], str], base_url: str, model: str) -> None:
        self._api_key = api_key
        self._base_url = base_url
        self._model = model
        self._spares: dict[str, _Spare] = {}

    async def take(self, voice_id: str) -> ClientConnection:
        """One that has said nothing yet.

        :raises SocketUnavailable: it cannot be opened.
        :raises SynthesisFailed: ElevenLabs refuses us.
        """
        key = checked_key(WHO, self._api_key)
        spare = self._spares.pop(voice_id, None)
        if spare is not None:
            if spare.serves(key):
                return spare.socket
            spare.socket.transport.abort()
        return await self._open(voice_id, key)

    async def warm(self, voice_id: str) -> None:
        """Open one ahead. A failure shows when it is needed."""
        with suppress(SocketUnavailable, SynthesisFailed):
            key = checked_key(WHO, self._api_key)
            if (spare := self._spares.get(voice_id)) and spare.serves(key):
                return
            socket = await self._open(voice_id, key)
            if replaced := self._spares.pop(voice_id, None):
                replaced.socket.transport.abort()
            self._spares[voice_id] = _Spare(socket, asyncio.get_running_loop().time(), key)

    async def close(self) -> None:
        spares, self._spares = self._spares, {}
        for spare in spares.values():
            await drop(spare.socket)

    async def _open(self, voice_id: str, key: str) -> ClientConnection:
        query = {
            "model_id": self._model,
            "output_format": OUTPUT_FORMAT,
            "inactivity_timeout": str(INACTIVITY_S),
            "sync_alignment": "true",
        }
        url = build_ws_url(self._base_url, ["v1", "text-to-speech", voice_id, "stream-input"], query)
        try:
            socket = await connect(
                url,
                additional_headers={"xi-api-key": key},
                open_timeout=CONNECT_S,
                max_size=_BIGGEST_MESSAGE_BYTES,
                compression=None,
            )
            await socket.send(messages.opening())
        except InvalidStatus as error:
            status = error.response.status_code
            if status in _OWN_REFUSALS:
                raise refusal(WHO, status, error.response.headers.get("retry-after")) from None
            raise SocketUnavailable from None
        except (OSError, TimeoutError, WebSocketException):
            raise SocketUnavailable from None
        return socket


async def drop(socket: ClientConnection) -> None:
    """Close at once, without a farewell: who is interrupted does not wait for the other side."""
    socket.transport.abort()
    await socket.wait_closed()
