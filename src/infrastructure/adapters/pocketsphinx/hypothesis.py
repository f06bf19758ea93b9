"""What a decoder's answer means to a caller."""

import re
from collections.abc import Sequence

from domain.entities.transcript import Transcript
from infrastructure.adapters.pocketsphinx.homophones import with_digits_meant

CONFIDENT = 0.1
"""Below this no word was spoken: noise is read as words, whose posterior probabilities are low."""

_FILLER = re.compile(r"[<\[+].*")
_ALTERNATE = re.compile(r"\(\d+\)$")
_LETTER = re.compile(r"([a-z])\.")


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
    words = with_digits_meant(_words([word for word, _, _ in spoken]))
    return Transcript(" ".join(words), is_final=True)


def _words(tokens: Sequence[str]) -> list[str]:
    """Without fillers such as `<sil>` and `[NOISE]`, without the number of the pronunciation, as in `the(2)`, and
    without the dot of a letter that is said by its name: `j.`
    """
    words = (_ALTERNATE.sub("", token) for token in tokens if not _FILLER.fullmatch(token))
    return [_LETTER.sub(r"\1", word) if _LETTER.fullmatch(word) else word for word in words]
