"""Voice activity by Silero's model, the end of turns by LiveKit's `v1-mini`: both come in the wheel of
`livekit-local-inference`, and need no network.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from livekit import local_inference

from domain.interfaces.voice_activity import VoiceActivity, VoiceDetector

logger = logging.getLogger(__name__)

TURN_END_THREAD = "turn-end"


class LocalVoiceDetector(VoiceDetector):
    """One turn detector for all calls: it keeps nothing between two questions.

    They are answered one after the other. It uses all cores for each, so that two at once are not quicker; but the
    second one would take 40 MiB, which the library never gives back.
    """

    def __init__(self) -> None:
        self._turn_end: Any = local_inference.EOT()
        self._thread = ThreadPoolExecutor(1, TURN_END_THREAD)

    def open(self) -> VoiceActivity:
        return LocalVoiceActivity()

    async def turn_is_over(self, pcm: bytes) -> float:
        sound = np.frombuffer(pcm, np.int16)[-local_inference.EOT_MAX_SAMPLES :]
        try:
            judging = asyncio.get_running_loop().run_in_executor(self._thread, self._turn_end.predict, sound)
            return float(await judging)
        except RuntimeError:
            logger.exception("the end of a turn could not be judged")
            return 1.0


class LocalVoiceActivity(VoiceActivity):
    def __init__(self) -> None:
        self._model: Any = local_inference.VAD()

    def probability(self, window: bytes) -> float:
        return float(self._model.predict(np.frombuffer(window, np.int16)))
