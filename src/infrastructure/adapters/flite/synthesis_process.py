"""The parent's end of a process that speaks with flite: one sentence after the other."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ValidationError

from domain.errors import ConfigurationInvalid, SynthesisFailed
from infrastructure.adapters.child_process import ChildProcess
from infrastructure.adapters.flite.synthesis_program import find_flite
from infrastructure.adapters.sentence_voice.engine import Rendering

PROBE_DEADLINE_S = 10.0
"""It takes 0.1 s."""

SENTENCE_DEADLINE_S = 10.0
"""A sentence of 600 characters takes half a second. A process that needs so long hangs."""

ANSWER_MAX_BYTES = 2**20
"""Of the line before the sound."""

_PROGRAM = Path(__file__).with_name("synthesis_program.py")
_COMMAND = (sys.executable, str(_PROGRAM))


class _Answer(BaseModel):
    """See synthesis_program.py."""

    bytes: int
    words: tuple[tuple[int, float, float], ...]


def is_installed() -> bool:
    """Whether there is flite, as a library or as a program; its voices are in the same package."""
    try:
        find_flite()
    except OSError:
        return False
    return True


def installed_voices() -> Mapping[str, int]:
    """Those that flite has, with their sample rates in Hz.

    :raises ConfigurationInvalid: flite or its voices are missing, or it does not answer.
    """
    try:
        probe = subprocess.run((*_COMMAND, "voices"), capture_output=True, timeout=PROBE_DEADLINE_S, check=True)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise ConfigurationInvalid(f"flite did not name its voices within {PROBE_DEADLINE_S:.0f} s") from error
    except subprocess.CalledProcessError as error:
        raise _missing() from error
    voices: Mapping[str, int] = json.loads(probe.stdout)
    if not voices:
        raise _missing()
    return voices


def _missing() -> ConfigurationInvalid:
    return ConfigurationInvalid(
        "flite is missing: type `sudo apt-get install flite` (macOS: `brew install flite`), or choose the speech "
        "provider espeak"
    )


class SynthesisProcess(ChildProcess):
    """All methods raise `SynthesisFailed` when the process is dead or hangs: it is then of no more use. A call
    that is cancelled leaves it in the middle of an answer, which is the same.
    """

    @classmethod
    async def start(cls) -> Self:
        try:
            return await cls.spawn(_COMMAND, line_limit=ANSWER_MAX_BYTES)
        except OSError as error:
            raise SynthesisFailed(f"flite cannot be started: {error.strerror}") from error

    async def say(self, text: str, voice: str) -> Rendering:
        """:param voice: one of `installed_voices`."""
        text = text.replace("\0", " ")
        asked = json.dumps({"text": text, "voice": voice}).encode()
        try:
            async with asyncio.timeout(SENTENCE_DEADLINE_S):
                self._input.write(asked + b"\n")
                await self._input.drain()
                answer = _Answer.model_validate_json(await self._output.readuntil())
                pcm = await self._output.readexactly(answer.bytes)
        except TimeoutError as error:
            raise SynthesisFailed(f"flite made no sound within {SENTENCE_DEADLINE_S:.0f} s") from error
        except (OSError, asyncio.IncompleteReadError) as error:
            raise SynthesisFailed("flite ended in the middle of its work") from error
        except (asyncio.LimitOverrunError, ValidationError) as error:
            raise SynthesisFailed("flite gave an answer that cannot be read") from error
        return Rendering(pcm, _words_ms(text, answer.words))


def _words_ms(text: str, said: tuple[tuple[int, float, float], ...]) -> tuple[tuple[int, int], ...]:
    """From the first to the last of what each of the text's words was said in; not heard, it takes no time. Empty
    when nothing is known of any.
    """
    if not said:
        return ()
    times: list[tuple[int, int]] = []
    for number, _ in enumerate(text.encode(errors="replace").split()):
        mine = [(begin, end) for word, begin, end in said if word == number]
        before = times[-1][1] if times else 0
        times.append((round(mine[0][0] * 1000), round(mine[-1][1] * 1000)) if mine else (before, before))
    return tuple(times)
