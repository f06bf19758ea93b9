"""Melody and rhythm: what the turn detector hears. When the words agree, there is no doubt."""

from application.talk.endpointing import whole_question
from application.talk.endpointing.pause import Opinion, Pause

LIKELY = 0.36
"""From this probability on it takes a turn for complete: its makers' threshold for English."""


def opinion(pause: Pause) -> Opinion | None:
    if pause.probability < LIKELY:
        return None
    return Opinion.OVER if whole_question.opinion(pause) else Opinion.LIKELY
