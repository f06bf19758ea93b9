"""The same words heard twice, laid beside each other: what is missing in one of them, and what is there again."""

from collections.abc import Iterable
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
HOP = RATE_HZ // 50
WINDOW = 2 * HOP
BANDS = 24
HOP_S = HOP / RATE_HZ
FLOOR_DB = 45.0
"""Of a band: what a codec makes of silence, and quieter."""
AUDIBLE_DB = 60.0
"""Of the loudest band."""

Bands = NDArray[np.float64]


def missing_and_repeated_s(heard: bytes, usual: bytes) -> tuple[float, float]:
    """The longest piece of what is usually heard that was not heard now, and the longest that was heard again.

    Both are laid beside each other as they fit best (dynamic time warping): of a piece that one of them lacks, all
    lies beside a single moment of the other. Silence does not count.

    :param heard: mono s16le at 16 kHz, as `usual` is.
    """
    now, then = _bands(heard), _bands(usual)
    path = _path(now, then)
    missing = _longest((here, then[there]) for here, there in path)
    repeated = _longest((there, now[here]) for here, there in path)
    return missing * HOP_S, repeated * HOP_S


def _longest(beside: Iterable[tuple[int, NDArray[np.float64]]]) -> int:
    """Of runs of audible frames beside the same one, the first of which is that one."""
    runs = (
        sum(bands.max() > AUDIBLE_DB for _, bands in run) for _, run in groupby(beside, key=lambda each: each[0])
    )
    return max((length - 1 for length in runs), default=0)


def _bands(pcm: bytes) -> Bands:
    """In dB, a row each 20 ms."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float64)
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP] * np.hanning(WINDOW)
    power = np.abs(np.fft.rfft(frames)) ** 2
    edges = sorted({int(2 * (power.shape[1] / 2) ** (band / BANDS)) for band in range(BANDS + 1)})
    sums = np.add.reduceat(power, edges[:-1], axis=1)
    return np.maximum(10 * np.log10(sums + 1.0), FLOOR_DB)


def _path(now: Bands, then: Bands) -> list[tuple[int, int]]:
    """Pairs of rows, from the first of both to the last of both."""
    distance = np.sqrt(((now[:, None, :] - then[None, :, :]) ** 2).mean(axis=2))
    cost = np.full((len(now) + 1, len(then) + 1), np.inf)
    cost[0, 0] = 0.0
    for here in range(len(now)):
        for there in range(len(then)):
            before = min(cost[here, there], cost[here, there + 1], cost[here + 1, there])
            cost[here + 1, there + 1] = distance[here, there] + before
    here, there = len(now), len(then)
    path = list[tuple[int, int]]()
    while here and there:
        path.append((here - 1, there - 1))
        steps = ((here - 1, there - 1), (here - 1, there), (here, there - 1))
        here, there = min(steps, key=lambda step: cost[step])
    return path[::-1]
