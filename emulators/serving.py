"""Runs an emulated provider on a free port of this machine, in a thread with a loop of its own."""

import asyncio
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

_STARTS_WITHIN_S = 10


@contextmanager
def served(app: ASGIApp) -> Generator[str]:
    """Yields `127.0.0.1:port`. A thread: an emulator that stalls or floods must not hold up who calls it."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, lifespan="off", ws="websockets-sansio", timeout_graceful_shutdown=0)
    )
    started = threading.Event()

    async def serve() -> None:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started and not serving.done():  # noqa: ASYNC110  # uvicorn tells it in no other way
            await asyncio.sleep(0.01)
        started.set()
        await serving

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="emulated provider", daemon=True)
    thread.start()
    if not started.wait(_STARTS_WITHIN_S):
        raise TimeoutError(f"an emulated provider did not start within {_STARTS_WITHIN_S} s")
    try:
        yield "{}:{}".format(*listening.getsockname()[:2])
    finally:
        server.should_exit = True
        thread.join(_STARTS_WITHIN_S)
        listening.close()
