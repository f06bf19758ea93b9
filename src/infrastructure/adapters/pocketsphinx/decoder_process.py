"""The parent's end of a decoder: one utterance after the other, for one caller at a time."""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self, TypedDict, cast

from domain.errors import RecognitionFailed
from infrastructure.adapters.child_process import ChildProcess
from infrastructure.adapters.pocketsphinx.decoder_program import HEADER

START_DEADLINE_S = 30.0
"""Loading takes about half a second, on a machine that does nothing else."""

ANSWER_DEADLINE_S = 5.0
"""100 ms of sound take about 12 ms. A decoder that needs so long hangs."""

ANSWER_MAX_BYTES = 2**20

_PROGRAM = Path(__file__).with_name("decoder_program.py")


DecoderOptions = Mapping[str, str | bool | float]
"""What every decoder is started with: pocketsphinx's own options, such as `lm` and `dict`."""


class DecoderAnswer(TypedDict, total=False):
    """See decoder_program.py."""

    text: str
    segments: list[tuple[str, float, int]]
    cepstral_means: str


class DecoderProcess(ChildProcess):
    """All methods raise `RecognitionFailed` when the process is dead or hangs: it is then of no more use. A call
    that is cancelled leaves it in the middle of an answer, which is the same.
    """

    @classmethod
    async def start(cls, options: DecoderOptions) -> Self:
        try:
            decoder = await cls.spawn((sys.executable, str(_PROGRAM)), line_limit=ANSWER_MAX_BYTES)
        except OSError as error:
            raise RecognitionFailed(f"a decoder cannot be started: {error.strerror}") from error
        try:
            await decoder.load(options)
        except BaseException:
            await decoder.stop()
            raise
        return decoder

    async def load(self, options: DecoderOptions) -> None:
        """Before anything else, and once."""
        await self._ask(b"c", json.dumps(dict(options)).encode(), START_DEADLINE_S)

    async def begin(self, cepstral_means: str) -> None:
        """Begin an utterance.

        :param cepstral_means: what `end` gave for this speaker before; empty for a new one.
        """
        await self._ask(b"b", cepstral_means.encode(), ANSWER_DEADLINE_S)

    async def hear(self, pcm: bytes) -> DecoderAnswer:
        """Decode the next sound; give what was understood so far."""
        return await self._ask(b"a", pcm, ANSWER_DEADLINE_S)

    async def end(self) -> DecoderAnswer:
        return await self._ask(b"e", b"", ANSWER_DEADLINE_S)

    async def _ask(self, kind: bytes, payload: bytes, deadline_s: float) -> DecoderAnswer:
        try:
            async with asyncio.timeout(deadline_s):
                self._input.write(HEADER.pack(kind, len(payload)) + payload)
                await self._input.drain()
                answer = await self._output.readline()
        except (OSError, TimeoutError) as error:
            raise RecognitionFailed(f"a decoder has died or hangs: {type(error).__name__}") from error
        if not answer.endswith(b"\n"):
            raise RecognitionFailed("a decoder ended in the middle of its work")
        return cast("DecoderAnswer", json.loads(answer))
