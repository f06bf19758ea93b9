"""ElevenLabs' websocket without us: the least that is to be sent, in the types of its SDK.

The SDK's own client of it blocks its thread for 10 ms with each word, so that nobody would compare with that.
"""

import base64
import json
from collections.abc import AsyncGenerator

from elevenlabs.types import (
    AudioOutput,
    CloseConnection,
    GenerationConfig,
    InitializeConnection,
    SendText,
)
from elevenlabs.url_utils import build_ws_url  # pyright: ignore[reportUnknownVariableType]
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.overhead.emulated import KEY


class BareReply:
    """One at a time, each on a websocket of its own: ElevenLabs closes it after the reply."""

    def __init__(self, url: str, voice_id: str, model: str) -> None:
        query = {"model_id": model, "output_format": "pcm_16000", "sync_alignment": "true"}
        self._url = build_ws_url(url, ["v1", "text-to-speech", voice_id, "stream-input"], query)
        self._socket: ClientConnection | None = None

    async def open(self) -> None:
        """For the next reply."""
        self._socket = await connect(self._url, additional_headers={"xi-api-key": KEY}, compression=None)
        config = GenerationConfig(chunk_length_schedule=[50.0])
        await self._socket.send(_json(InitializeConnection(generation_config=config)))

    async def say(self, text: str) -> AsyncGenerator[bool]:
        """True for each message with sound."""
        if self._socket is None:
            raise RuntimeError("it was not opened")
        async with self._socket as socket:
            await socket.send(_json(SendText(text=text + " ", flush=True)))
            await socket.send(_json(CloseConnection()))
            async for message in socket:
                fields = json.loads(message)
                if fields["audio"] is None:
                    return
                yield bool(base64.b64decode(AudioOutput.model_validate(fields).audio))


def _json(message: InitializeConnection | SendText | CloseConnection) -> str:
    return message.model_dump_json(by_alias=True, exclude_none=True)
