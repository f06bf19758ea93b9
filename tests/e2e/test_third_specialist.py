"""A specialist that an operator has added is called: real sound, both ways."""

from pathlib import Path

import pytest

from infrastructure.settings import AgentSettings
from tests.e2e.line import Telephone
from tests.e2e.stack import whole_stack
from tests.livekit_server import LiveKit
from tests.third_specialist import company_with_gardening

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_caller_is_answered_by_a_specialist_that_was_added(
    livekit: LiveKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = company_with_gardening(tmp_path)
    monkeypatch.setenv("PARLEY_SPECIALISTS", str(company.specialists))
    monkeypatch.setenv("PARLEY_KNOWLEDGE", str(company.knowledge))

    async with (
        whole_stack(livekit, agents=AgentSettings()) as stack,
        Telephone(stack.control_plane_url, stack.container.recogniser()) as telephone,
        telephone.call() as line,
    ):
        await line.greeting()
        answer = await line.ask("when do the tomatoes need water")

    assert (answer.specialist, answer.text) == ("gardening", "Water the tomatoes every 2 days.")
