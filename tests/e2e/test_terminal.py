"""Calling and chatting from a terminal, as one types it."""

import asyncio
import os
import sys
import wave
from pathlib import Path

import pytest

from tests.e2e.line import Telephone
from tests.e2e.stack import ROOT, Stack

pytestmark = pytest.mark.asyncio(loop_scope="session")

PARLEY = str(Path(sys.executable).with_name("parley"))


async def _type(*arguments: str, typed: str = "") -> str:
    """What the command prints; it must succeed."""
    command = await asyncio.create_subprocess_exec(
        PARLEY,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200", "PARLEY_RECORDS": "memory"},
    )
    async with asyncio.timeout(90):
        printed, _ = await command.communicate(typed.encode())
    assert command.returncode == 0, printed.decode()
    return printed.decode()


def _write_wav(path: Path, pcm: bytes) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(pcm)


async def test_a_call_from_the_terminal_prints_both_sides_and_saves_what_was_heard(
    stack: Stack, telephone: Telephone, tmp_path: Path
) -> None:
    _write_wav(tmp_path / "question.wav", await telephone.sound_of("what does the pro plan cost"))
    heard = tmp_path / "heard.wav"
    printed = await _type(
        *("call", str(tmp_path / "question.wav"), "--say", "and the basic one"),
        *("--url", stack.control_plane_url, "--save", str(heard)),
    )
    assert "what does the pro plan cost" in printed
    assert "39 euros" in printed
    assert "19 euros" in printed
    with wave.open(str(heard)) as recording:
        assert recording.getnframes() / recording.getframerate() > 10


async def test_a_chat_holds_the_same_conversation_by_text() -> None:
    printed = await _type("chat", typed="What does the pro plan cost?\nAnd the basic one?\n\n")
    assert "39 euros" in printed
    assert "19 euros" in printed


async def test_a_chat_ends_with_a_goodbye() -> None:
    printed = await _type("chat", typed="Goodbye!\nWhat does the pro plan cost?\n\n")
    assert "39 euros" not in printed
