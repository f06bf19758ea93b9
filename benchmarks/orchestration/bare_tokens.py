"""What a token costs by itself: `python -m benchmarks.orchestration.bare_tokens PORT`.

One endpoint of FastAPI, which signs a token by LiveKit's library for a room of its own, and does nothing else. It
is served as the control plane is.
"""

import asyncio
import sys
from datetime import timedelta
from uuid import uuid4

import uvloop
from fastapi import FastAPI
from livekit.api import AccessToken, VideoGrants
from pydantic import BaseModel

from parley.launch.serve import Running, Service

KEY, SECRET = "key", "a-secret-of-nobody-that-is-long-enough"
LIFE = timedelta(minutes=10)


class Answer(BaseModel):
    token: str
    room: str


def bare_app() -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.post("/api/v1/livekit/token")
    async def sign() -> Answer:
        room = uuid4().hex
        grants = VideoGrants(room_join=True, room=room, can_publish_sources=["microphone"])
        token = AccessToken(KEY, SECRET).with_identity("caller").with_grants(grants).with_ttl(LIFE)
        return Answer(token=token.to_jwt(), room=room)

    @app.get("/api/v1/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    return app


async def main(port: int) -> None:
    async with Running([Service("bare tokens", bare_app(), "127.0.0.1", port, "")]) as running:
        await running.until(asyncio.Event())


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
