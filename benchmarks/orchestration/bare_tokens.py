"""What a token costs by itself: `python -m benchmarks.orchestration.bare_tokens PORT`.

One endpoint of FastAPI, which signs the same token for a room of its own, and does nothing else. It is served as
the control plane is.
"""

import asyncio
import sys
from datetime import UTC, datetime
from uuid import uuid4

import uvloop
from fastapi import FastAPI
from pydantic import BaseModel

from control_plane.infrastructure.livekit_user_tokens import LiveKitUserTokens
from parley.launch.serve import Running, Service

KEY, SECRET = "key", "a-secret-of-nobody-that-is-long-enough"


class Answer(BaseModel):
    token: str
    room: str


def bare_app() -> FastAPI:
    app = FastAPI(openapi_url=None)
    tokens = LiveKitUserTokens(KEY, SECRET, 600, lambda: datetime.now(UTC))

    @app.post("/api/v1/livekit/token")
    async def sign() -> Answer:
        room = uuid4().hex
        return Answer(token=tokens.issue(room, "caller").token, room=room)

    @app.get("/api/v1/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    return app


async def main(port: int) -> None:
    async with Running([Service("bare tokens", bare_app(), "127.0.0.1", port, "")]) as running:
        await running.until(asyncio.Event())


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
