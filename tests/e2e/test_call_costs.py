"""A spoken call that costs money, and ends when it may cost no more."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from application.use_cases.answering import CAPPED_GOODBYE
from domain.entities.bill import total
from tests.e2e.line import Telephone
from tests.e2e.stack import whole_stack
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANSWER_AND_GOODBYE_S = 20.0

PRICES = """
as_of = 2026-11-01
currency = "USD"

[prices.parley.parley-retrieval]
input_tokens = { price = 1 }
output_tokens = { price = 1 }

[prices.local.""]
characters_spoken = { price = 0.0001 }
seconds_heard = { price = 0.0001 }
"""
"""The greeting costs some tenths of a cent; an answer, dollars."""


async def test_a_call_at_its_cap_says_goodbye_and_its_tenant_begins_no_other(
    livekit: LiveKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text(PRICES, encoding="utf-8")
    monkeypatch.setenv("PARLEY_PRICES", str(prices))
    monkeypatch.setenv("PARLEY_TENANT_DAILY_COST_CAP", "1")
    async with (
        whole_stack(livekit) as stack,
        Telephone(stack.control_plane_url, stack.container.recogniser()) as telephone,
    ):
        async with telephone.call() as line:
            await line.greeting()
            answer = await line.ask("what does the pro plan cost")
            async with asyncio.timeout(ANSWER_AND_GOODBYE_S):
                await line.caller.disconnected.wait()
        assert "39 euros" in answer.text
        session_id = line.ticket.session_id
        call = await telephone.ended(session_id, within_s=3)
        assert (call["status"], call["reason"]) == ("ended", "cost_cap")
        turns = await stack.container.memory().recall(session_id)
        assert turns[-1].heard.strip().endswith(CAPPED_GOODBYE)
        session = await stack.container.list_sessions().one(session_id)
        assert session.bill.cost == total(turn.bill.cost for turn in turns) > 1
        assert {charge.leg for charge in session.bill.charges} == {"stt", "model", "tts"}
        spent = await stack.container.spending().spent("default", datetime.now(UTC).date())
        assert spent == session.bill.cost >= Decimal(1)
        async with httpx.AsyncClient(base_url=stack.control_plane_url) as client:
            refused = await client.post("/api/v1/livekit/token")
    assert (refused.status_code, refused.json()["code"]) == (429, "spent")
