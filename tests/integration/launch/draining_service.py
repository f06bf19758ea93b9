"""An agent service on fakes, run as `parley agent` runs its own. Says so when it ends in good order.

Arguments: the port, and how long calls may go on.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from application.use_cases.drain_calls import DrainCalls
from parley.launch.serve import Service
from parley.launch.services import serve
from presentation.http.app import create_app
from presentation.http.metrics import CallMetrics
from tests.unit.application.service import FakeService


def make() -> Service:
    service = FakeService()

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncGenerator[None, None]:
        yield
        await service.calls.stop()
        reasons = [session.reason for session in await service.registry.all()]
        sys.stdout.write(f"ended: {', '.join(str(reason) for reason in reasons)}\n")

    app = create_app(
        join_call=service.join,
        leave_call=service.leave,
        hand_over_call=service.hand_over,
        list_sessions=service.sessions,
        check_health=service.health,
        metrics=CallMetrics(service.calls),
        version="1.2.3",
        gate=None,
        lifespan=running,
    )
    drain = DrainCalls(calls=service.calls, timeout_s=float(sys.argv[2]), tell=lambda: None)
    return Service("agent service", app, "127.0.0.1", int(sys.argv[1]), "", drain)


if __name__ == "__main__":
    asyncio.run(serve(make))
