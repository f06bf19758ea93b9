"""Whether words take back what was said or understood before: "no, I meant ...", "make it twelve"."""

import re

from infrastructure.adapters.retrieval.understanding.utterance import words_of

_CORRECTS = re.compile(
    r"^\W*(?:oh|uh|um|er|yes|yeah|well|okay|ok|but|hm|hmm|ah)*\W*(?:no|nope|nah|sorry|wait|actually|pardon|correction"
    r"|not|i (?:said|meant|mean)|make (?:it|that)|change|rather|instead|that's (?:wrong|not)"
    r"|that is (?:wrong|not)|wrong)\b"
    r"|\bi (?:meant|said)\b|\binstead\b|\bmake (?:it|that)\b|\bchange (?:it|that)\b|\bshould be\b"
)


def corrects(text: str) -> bool:
    """Whether the words take back what was said or understood before."""
    return bool(_CORRECTS.search(" ".join(words_of(text))))
