"""How many calls a process can carry, measured as it starts.

A piece of a call's own work is timed; benchmarks/density.py says how often a call does as much, all that it takes
together. Processor time is taken, not time: neighbours on the machine make it no larger.
"""

import logging
import time
from dataclasses import dataclass

import numpy as np

from domain.interfaces.voice_activity import WINDOW_MS, WINDOW_SAMPLES, VoiceActivity
from infrastructure.process.machine import usable_cores, usable_memory

logger = logging.getLogger(__name__)

ROUNDS = 15
"""Of the piece, 0.6 ms each. The quickest counts: the others were held up."""

PIECES_A_CALL = 70
"""Of the piece in each second of a call that both sides talk in for a third of the time: 4.2 % of a core where the
piece takes 0.6 ms."""

PIECES_OF_RECOGNITION = 170
"""The same for a recogniser on this machine: a third of the time a decoder is busy for a third of a core."""

IN_THE_LOOP = 0.5
"""Of a call's work: the rest is done in threads of WebRTC's."""

USED = 0.7
"""Of the cores, and of an event loop: calls come and talk at the same moments."""

CALL_BYTES = 10 * 2**20
"""Of a call: less than 2 MB with providers elsewhere, and a reserve for what they need here and what is said."""

PROCESS_BYTES = 400 * 2**20
"""Of a process before its first call: libraries, models, and decoders."""


@dataclass(frozen=True, slots=True)
class Room:
    """For how many calls there is room.

    :ivar cores: in the time of all cores.
    :ivar loops: in the event loops.
    :ivar memory: in what is free of it.
    """

    cores: int
    loops: int
    memory: int

    @property
    def calls(self) -> int:
        """At least one: a call in a bad line is better than none."""
        return max(1, min(self.cores, self.loops, self.memory))


def room_for_calls(voice: VoiceActivity, processes: int, *, recognises: bool) -> Room:
    """Takes a few hundredths of a second.

    :param processes: that share the machine's cores and each have an event loop.
    :param recognises: whether speech is recognised on this machine.
    """
    piece_s = _piece_s(voice)
    call_s = piece_s * PIECES_A_CALL
    recognition_s = piece_s * PIECES_OF_RECOGNITION if recognises else 0.0
    room = Room(
        cores=int(usable_cores() * USED / (call_s + recognition_s)),
        loops=int(processes * USED / (call_s * IN_THE_LOOP)),
        memory=max(0, usable_memory() - processes * PROCESS_BYTES) // CALL_BYTES,
    )
    logger.info(
        "room for %d calls: the cores have time for %d, the event loops for %d, and there is memory for %d",
        room.calls,
        room.cores,
        room.loops,
        room.memory,
    )
    return room


def _piece_s(voice: VoiceActivity) -> float:
    """Is there a voice in this second of sound?"""
    noise = np.random.default_rng(seed=1).normal(0, 3000, (1000 // WINDOW_MS, WINDOW_SAMPLES))
    windows = [window.astype(np.int16).tobytes() for window in noise]
    return min(_timed(voice, windows) for _ in range(ROUNDS))


def _timed(voice: VoiceActivity, windows: list[bytes]) -> float:
    began = time.thread_time()
    for window in windows:
        voice.probability(window)
    return time.thread_time() - began
