"""What a decoder's answer means to a caller."""

import re
from collections.abc import Sequence

from domain.entities.transcript import Transcript

CONFIDENT = 0.1
"""Below this no word was spoken: noise is read as words, whose posterior probabilities are low."""

_FILLER = re.compile(r"[<\[+].*")
_ALTERNATE = re.compile(r"\(\d+\)$")


def interim(text: str) -> Transcript | None:
    words = _words(text.split())
    return Transcript(" ".join(words), is_final=False) if words else None


def final(segments: Sequence[tuple[str, float, int]]) -> Transcript | None:
    """None when there were no words, or none that can be relied on.

    :param segments: word, posterior probability, length in frames.
    """
    spoken = [segment for segment in segments if not _FILLER.fullmatch(segment[0])]
    if not spoken:
        return None
    frames = sum(length for _, _, length in spoken)
    confidence = sum(probability * length for _, probability, length in spoken) / frames
    if confidence < CONFIDENT:
        return None
    return Transcript(
        " ".join(_words([word for word, _, _ in spoken])), is_final=True, confidence=min(confidence, 1.0)
    )


def _words(tokens: Sequence[str]) -> list[str]:
    """Without fillers such as `<sil>` and `[NOISE]`, and without the number of the pronunciation: `the(2)`."""
    return [_ALTERNATE.sub("", token) for token in tokens if not _FILLER.fullmatch(token)]
