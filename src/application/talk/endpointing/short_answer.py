"""Answers that are complete in a word or two."""

import re

from application.talk.endpointing.pause import Opinion, Pause
from application.talk.english import any_of

_COMPLETE = re.compile(rf"(?:(?:oh|ah|okay|ok|well|um) )?(?:{any_of('short_answers', 'phrases')})(?: please)?")


def opinion(pause: Pause) -> Opinion | None:
    return Opinion.OVER if _COMPLETE.fullmatch(" ".join(pause.words)) else None
