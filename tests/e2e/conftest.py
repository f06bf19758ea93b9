"""What the end-to-end tests share: one stack, one voice, one pair of ears."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.line import Telephone
from tests.e2e.stack import ROOT, Stack, whole_stack
from tests.livekit_server import LiveKit

GRACE_S = 3.0
"""Shorter than in production, so that tests need not wait long for a caller who is gone."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack(livekit: LiveKit) -> AsyncGenerator[Stack, None]:
    async with whole_stack(livekit, caller_grace_s=GRACE_S) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def telephone(stack: Stack) -> AsyncGenerator[Telephone, None]:
    async with Telephone(stack.control_plane_url, stack.container.recogniser()) as telephone:
        yield telephone


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """What CI keeps: pictures and sounds that a person may want to look at."""
    folder = ROOT / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder
