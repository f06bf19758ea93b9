import asyncio
from collections.abc import Callable, Mapping

from tests.virtual_time import VirtualTimeLoop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Ten minutes of recoveries are over in milliseconds."""
    return {"virtual time": VirtualTimeLoop}
