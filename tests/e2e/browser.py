"""Chromium with a microphone that says what a test wants."""

import shutil
import wave
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from livekit import rtc
from playwright.async_api import Locator, Page, async_playwright, expect

from infrastructure.caller.microphone import RATE_HZ
from tests.e2e.stack import Stack

CHROMIUM_RATE_HZ = 48_000

PATIENCE_MS = 30_000
"""For an answer to be spoken, on a machine that has other things to do."""
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""For a machine without a display, and without a way out."""

FAKE_DEVICE = "--use-fake-device-for-media-stream"
ALLOW_MICROPHONE = "--use-fake-ui-for-media-stream"
DENY_MICROPHONE = "--deny-permission-prompts"


@asynccontextmanager
async def page_in_chromium(*flags: str, **context: object) -> AsyncGenerator[Page, None]:
    """:param context: of the browser's window, as in `Browser.new_context`."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*QUIET, FAKE_DEVICE, *flags])
        try:
            window = await browser.new_context(**context)  # pyright: ignore[reportArgumentType]
            yield await window.new_page()
        finally:
            await browser.close()


async def start_call(page: Page, stack: Stack) -> None:
    """Until the greeting is over."""
    await page.goto(stack.control_plane_url)
    await page.get_by_role("button", name="Start call").click()
    await expect(captions(page)).to_contain_text("How can I help you?", timeout=PATIENCE_MS)


async def type_message(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Type a message").fill(text)
    await page.get_by_role("button", name="Send").click()


def captions(page: Page) -> Locator:
    return page.get_by_role("log", name="Captions")


def speaking(file: Path, *parts: bytes | float) -> str:
    """The flag for a microphone that plays the parts once, from the moment it is opened.

    :param parts: speech as mono s16le at 16 kHz, or seconds of silence.
    """
    sound = b"".join(part if isinstance(part, bytes) else bytes(round(RATE_HZ * part) * 2) for part in parts)
    resampler = rtc.AudioResampler(RATE_HZ, CHROMIUM_RATE_HZ, quality=rtc.AudioResamplerQuality.HIGH)
    frames = resampler.push(bytearray(sound)) + resampler.flush()
    samples = np.concatenate([np.frombuffer(frame.data, np.int16) for frame in frames])
    with wave.open(str(file), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(CHROMIUM_RATE_HZ)
        recording.writeframes(samples.tobytes())
    return f"--use-file-for-fake-audio-capture={file}%noloop"
