"""Melody and rhythm: what the turn detector hears."""

from application.talk.endpointing.pause import Opinion, Pause

LIKELY = 0.36
"""From this probability on it takes a turn for complete: its makers' threshold for English."""


def opinion(pause: Pause) -> Opinion | None:
    return Opinion.LIKELY if pause.probability >= LIKELY else None
