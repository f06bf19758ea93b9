"""The call page in a real browser, with the real service behind it."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.browser import (
    ALLOW_MICROPHONE,
    DENY_MICROPHONE,
    PATIENCE_MS,
    captions,
    page_in_chromium,
    speaking,
    start_call,
)
from tests.e2e.line import Telephone
from tests.e2e.stack import Stack

pytestmark = pytest.mark.asyncio(loop_scope="session")

GREETING_S = 9.0
"""Until the greeting is over, browser start included; a question before that would be a barge-in."""


async def test_a_person_talks_on_the_page_and_is_answered(
    stack: Stack, telephone: Telephone, tmp_path: Path, artifacts: Path
) -> None:
    question = await telephone.sound_of("what does the pro plan cost")
    microphone = speaking(tmp_path / "microphone.wav", GREETING_S, question, 1.0)
    async with page_in_chromium(ALLOW_MICROPHONE, microphone) as page:
        await start_call(page, stack)
        await expect(captions(page)).to_contain_text("39 euros", timeout=PATIENCE_MS)
        await expect(page.get_by_role("heading", level=1)).to_have_text("Sales")
        await expect(page.locator("[data-speaker=caller]").first).to_contain_text("plan cost")
        await expect(page.get_by_role("status", name="Agent status")).to_have_text(
            re.compile("Listening"), timeout=PATIENCE_MS
        )
        await page.screenshot(path=artifacts / "call-page.png")

        await page.get_by_role("textbox", name="Type a message").fill("My router keeps losing the connection")
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Technical support", timeout=PATIENCE_MS)

        await page.get_by_role("button", name="Hang up").click()
        await expect(page.get_by_role("status", name="Call status")).to_contain_text("Call ended")
        await page.screenshot(path=artifacts / "call-page-ended.png")


async def test_a_reload_of_the_page_returns_to_the_call(stack: Stack) -> None:
    async with page_in_chromium(ALLOW_MICROPHONE) as page:
        await start_call(page, stack)
        await page.get_by_role("textbox", name="Type a message").fill("What does the pro plan cost?")
        await page.get_by_role("button", name="Send").click()
        await expect(captions(page)).to_contain_text("39 euros", timeout=PATIENCE_MS)
        await page.reload()
        await expect(page.get_by_role("status", name="Call status")).to_contain_text(
            "In a call", timeout=PATIENCE_MS
        )
        await page.get_by_role("textbox", name="Type a message").fill("and the basic one?")
        await page.get_by_role("button", name="Send").click()
        await expect(captions(page)).to_contain_text("19 euros", timeout=PATIENCE_MS)
        await page.get_by_role("button", name="Hang up").click()


async def test_without_a_microphone_the_call_goes_on_by_typing(
    stack: Stack, tmp_path: Path, artifacts: Path
) -> None:
    async with page_in_chromium(DENY_MICROPHONE, viewport={"width": 375, "height": 740}) as page:
        await start_call(page, stack)
        await expect(page.get_by_role("alert").first).to_contain_text(re.compile("microphone", re.IGNORECASE))
        await page.get_by_role("textbox", name="Type a message").fill("What does the pro plan cost?")
        await page.get_by_role("button", name="Send").click()
        await expect(captions(page)).to_contain_text("39 euros", timeout=PATIENCE_MS)
        await page.screenshot(path=artifacts / "call-page-phone.png")
        await page.get_by_role("button", name="Hang up").click()
