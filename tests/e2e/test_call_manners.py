"""Goodbye, silence, and a person: how a call behaves around what is said in it."""

import asyncio
import time
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect

from infrastructure.caller.caller import CallOver
from infrastructure.settings import TurnSettings
from tests.e2e.browser import (
    ALLOW_MICROPHONE,
    PATIENCE_MS,
    page_in_chromium,
    start_call,
    type_message,
)
from tests.e2e.line import Telephone
from tests.e2e.stack import Stack, whole_stack
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

HANGS_UP_S = 8.0
"""The goodbye itself, a breath after it, and the room's end."""

SILENCE_S = 3.0
"""Shorter than in production, where nobody waits for a test."""


async def test_a_spoken_goodbye_is_returned_and_ends_the_call(telephone: Telephone, stack: Stack) -> None:
    async with telephone.call() as line:
        await line.greeting()
        goodbye = await line.ask("that is all thank you goodbye")
        assert "goodbye" in goodbye.text.lower()
        async with asyncio.timeout(HANGS_UP_S):
            await line.caller.disconnected.wait()
        with pytest.raises(CallOver):
            await line.ask("what does the pro plan cost")
    call = await telephone.ended(line.ticket.session_id, within_s=3)
    assert (call["status"], call["reason"]) == ("ended", "caller_said_goodbye")
    assert await stack.room_is_gone(line.ticket.room)
    last = (await stack.container.memory().recall(line.ticket.session_id))[-1]
    assert (last.heard.strip(), last.interrupted) == (goodbye.text, False)


async def test_a_caller_who_interrupts_the_goodbye_is_answered(telephone: Telephone) -> None:
    async with telephone.call() as line:
        await line.greeting()
        said_at = await line.say("that is all thank you goodbye")
        await line.caller.ear.first_sound(said_at)
        await line.say("what does the pro plan cost")
        answer = await line.caller.hear_answer(time.monotonic())
        assert "39 euros" in answer.text
        await asyncio.sleep(HANGS_UP_S / 2)
        assert not line.caller.disconnected.is_set()


async def test_a_caller_who_asks_for_a_person_is_seen_to_wait_and_is_kept_company(
    telephone: Telephone, stack: Stack
) -> None:
    async with telephone.call() as line, httpx.AsyncClient(base_url=stack.agent_url) as agent:
        await line.greeting()
        assert line.caller.status == "active"
        await line.ask("can i talk to a human")
        session_id = line.ticket.session_id
        waiting = (await agent.get("/sessions", params={"status": "waiting_for_human"})).json()["sessions"]
        assert session_id in [each["session_id"] for each in waiting]
        assert (await telephone.reception.call(session_id))["status"] == "waiting_for_human"
        assert line.caller.status == "waiting_for_human"
        assert "parley_calls_waiting_for_human 1.0" in (await agent.get("/metrics")).text
        assert "39 euros" in (await line.ask("what does the pro plan cost")).text
        assert line.caller.status == "waiting_for_human"
        await telephone.reception.end(session_id)
    call = await telephone.ended(session_id, within_s=3)
    assert call["reason"] == "leave_requested"


async def test_the_page_shows_that_a_colleague_is_waited_for_and_then_says_goodbye(
    stack: Stack, artifacts: Path
) -> None:
    async with page_in_chromium(ALLOW_MICROPHONE) as page:
        await start_call(page, stack)
        colleague = page.get_by_role("status", name="Colleague")
        await expect(colleague).to_be_empty()
        await type_message(page, "Can I talk to a human?")
        await expect(colleague).to_have_text("Waiting for a colleague", timeout=PATIENCE_MS)
        await expect(page.get_by_text("Waiting for a colleague")).to_be_visible()
        await expect(page.get_by_role("status", name="Agent status")).to_have_text(
            "Listening", timeout=PATIENCE_MS
        )
        await page.screenshot(path=artifacts / "call-page-waiting.png")
        await type_message(page, "Goodbye!")
        await expect(page.get_by_role("heading", name="Goodbye")).to_be_visible(timeout=PATIENCE_MS)
        await page.screenshot(path=artifacts / "call-page-goodbye.png")


async def test_a_silent_caller_is_asked_and_then_hung_up_on(livekit: LiveKit) -> None:
    async with (
        whole_stack(livekit, turns=TurnSettings(silence_s=SILENCE_S)) as stack,
        Telephone(stack.control_plane_url, stack.container.recogniser()) as telephone,
        telephone.call() as line,
    ):
        await line.greeting()
        greeted_at = time.monotonic()
        question = await line.caller.hear_answer(greeted_at)
        assert "still there" in question.text
        assert SILENCE_S - 1 < question.began_at - greeted_at < SILENCE_S + 3
        goodbye = await line.caller.hear_answer(time.monotonic())
        assert "goodbye" in goodbye.text.lower()
        async with asyncio.timeout(HANGS_UP_S):
            await line.caller.disconnected.wait()
        call = await telephone.ended(line.ticket.session_id, within_s=3)
    assert (call["status"], call["reason"], call["turns"]) == ("ended", "caller_silent", 0)


async def test_a_caller_who_answers_the_question_after_a_silence_goes_on(livekit: LiveKit) -> None:
    async with (
        whole_stack(livekit, turns=TurnSettings(silence_s=SILENCE_S)) as stack,
        Telephone(stack.control_plane_url, stack.container.recogniser()) as telephone,
        telephone.call() as line,
    ):
        await line.greeting()
        await line.caller.hear_answer(time.monotonic())
        assert "39 euros" in (await line.ask("what does the pro plan cost")).text
        again = await line.caller.hear_answer(time.monotonic())
    assert "still there" in again.text
