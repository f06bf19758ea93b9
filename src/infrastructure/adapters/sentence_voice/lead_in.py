"""The silence before the first word, which a waiting caller should not hear."""

from dataclasses import replace

import numpy as np

from domain.entities.audio import BYTES_PER_SAMPLE
from infrastructure.adapters.sentence_voice.engine import Rendering

LEAD_IN_MS = 20
"""What is kept, so that the first consonant does not begin with a click. flite's own silence is 160 ms long."""

_AUDIBLE = 300
"""Of 32,767: about -40 dB, over the noise floor of the engines and under any consonant."""


def without_lead_in(rendering: Rendering, sample_rate_hz: int) -> Rendering:
    samples = np.frombuffer(rendering.pcm, dtype="<i2")
    audible = np.flatnonzero(np.abs(samples.astype(np.int32)) > _AUDIBLE)
    if not audible.size:
        return rendering
    cut_ms = int(audible[0]) * 1000 // sample_rate_hz - LEAD_IN_MS
    if cut_ms <= 0:
        return rendering
    return replace(
        rendering,
        pcm=rendering.pcm[cut_ms * sample_rate_hz // 1000 * BYTES_PER_SAMPLE :],
        words_ms=tuple((max(start - cut_ms, 0), max(end - cut_ms, 0)) for start, end in rendering.words_ms),
    )
