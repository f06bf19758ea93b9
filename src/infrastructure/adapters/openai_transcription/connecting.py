"""Opening a connection to OpenAI's realtime transcription."""

import asyncio
import contextlib
import logging
from typing import cast

from openai import AsyncOpenAI
from openai.resources.realtime.realtime import AsyncRealtimeConnection
from openai.types.realtime import (
    AudioTranscriptionParam,
    RealtimeErrorEvent,
    RealtimeServerEvent,
    SessionUpdatedEvent,
)
from openai.types.websocket_connection_options import WebSocketConnectionOptions

from infrastructure.adapters.connections import CONNECT_S
from infrastructure.adapters.openai_transcription.failures import BROKEN, AttemptFailed, described, reported
from infrastructure.adapters.openai_transcription.resampling import LIVE_RATE_HZ

CLOSE_S = 1.0
"""For the other side's goodbye."""

EVENT_MAX_BYTES = 2**20

_logger = logging.getLogger(__name__)
_logger.setLevel(logging.INFO)  # for DEBUG, websockets writes down the key and what callers say

_OPTIONS = cast(
    "WebSocketConnectionOptions",  # the SDK hands on all that websockets takes, and types less
    {"max_size": EVENT_MAX_BYTES, "compression": None, "close_timeout": CLOSE_S, "logger": _logger},
)


async def connect(client: AsyncOpenAI, transcription: AudioTranscriptionParam) -> AsyncRealtimeConnection:
    """Its session is set to give transcripts of what we commit.

    :raises AttemptFailed: refused, or not within `CONNECT_S`.
    """
    try:
        async with asyncio.timeout(CONNECT_S):
            connection = await client.realtime.connect(
                extra_query={"intent": "transcription"}, websocket_connection_options=_OPTIONS
            ).enter()
            try:
                await _configure(connection, transcription)
            except BaseException:
                await close(connection)
                raise
    except (*BROKEN, TypeError) as error:  # the last: an event of no shape that the SDK knows
        raise AttemptFailed(described(error)) from error
    return connection


async def close(connection: AsyncRealtimeConnection) -> None:
    with contextlib.suppress(*BROKEN):
        await connection.close()


async def _configure(connection: AsyncRealtimeConnection, transcription: AudioTranscriptionParam) -> None:
    await connection.session.update(
        session={
            "type": "transcription",
            "audio": {
                "input": {
                    "format": {"type": "audio/pcm", "rate": LIVE_RATE_HZ},
                    "transcription": transcription,
                    "turn_detection": None,
                }
            },
        }
    )
    event: RealtimeServerEvent | None = None
    while not isinstance(event, SessionUpdatedEvent):
        event = await connection.recv()
        if isinstance(event, RealtimeErrorEvent):
            raise reported(event.error)
