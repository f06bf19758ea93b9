"""How written words are said: numbers, money, dates, codes and signs in words, for a voice that may misread them.

Each word keeps its place, so that what was heard can be told in the words that were written: a word that is said
by its neighbour, or is only a sign, becomes the empty string.
"""

import re
from collections.abc import Sequence

from infrastructure.adapters.sentence_voice.spoken_form.abbreviations import read_abbreviation
from infrastructure.adapters.sentence_voice.spoken_form.addresses import read_address
from infrastructure.adapters.sentence_voice.spoken_form.codes import read_code
from infrastructure.adapters.sentence_voice.spoken_form.dates import read_date
from infrastructure.adapters.sentence_voice.spoken_form.days import read_day
from infrastructure.adapters.sentence_voice.spoken_form.money import read_money
from infrastructure.adapters.sentence_voice.spoken_form.numbers import in_digits
from infrastructure.adapters.sentence_voice.spoken_form.phones import read_phone
from infrastructure.adapters.sentence_voice.spoken_form.quantities import read_quantity
from infrastructure.adapters.sentence_voice.spoken_form.signs import read_sign
from infrastructure.adapters.sentence_voice.spoken_form.times import read_time
from infrastructure.adapters.sentence_voice.spoken_form.words import Reader, Word, words_of
from infrastructure.adapters.sentence_voice.spoken_form.years import read_year

_READERS: tuple[Reader, ...] = (
    read_address,
    read_phone,
    read_date,
    read_day,
    read_time,
    read_money,
    read_year,
    read_sign,
    read_code,
    read_abbreviation,
    read_quantity,
)
"""The first that knows a word says it. What is narrow comes before what is wide: `21/11` is a date before it is a
fraction, `40712` a code before it is a number."""


_DASHES = ("-", "–")
_PAUSES = (",", ";", ":")
_ENDS = (".", "!", "?")


def spoken_forms(written: Sequence[str]) -> list[str]:
    """What is said for each word, in letters and the signs `.,;:!?'-`; the words come without blanks."""
    words = words_of(written)
    forms: list[str] = []
    while len(forms) < len(words):
        at = len(forms)
        said = next(filter(None, (reader(words, at) for reader in _READERS)), [""])
        forms += (_plain(form) for form in said)
    return _with_pauses(words, forms)


def _with_pauses(words: Sequence[Word], forms: list[str]) -> list[str]:
    """Put the signs that shape the voice where words are heard: those of a word that is not said go before it."""
    heard = -1
    last = max((at for at, form in enumerate(forms) if form), default=-1)
    for at, word in enumerate(words):
        if word.opens and heard >= 0:
            forms[heard] = _paused(forms[heard], ",")
        if forms[at]:
            heard = at
        is_pause = at < last and (word.closes or (not forms[at] and word.core in _DASHES))
        if heard >= 0 and (sign := word.tail or ("," if is_pause else "")):
            forms[heard] = _paused(forms[heard], sign)
    return forms


def _paused(form: str, sign: str) -> str:
    """A full stop and the like win over a comma that is already there."""
    if form.endswith(_ENDS) or (sign == "," and form.endswith(_PAUSES)):
        return form
    return form.rstrip("".join(_PAUSES)) + sign


def _plain(form: str) -> str:
    """Only what any voice can say: no digit, no sign that is not a pause."""
    form = re.sub(r"[0-9]+", lambda found: f" {in_digits(found[0])} ", form)
    form = re.sub(r"[^A-Za-z .,;:!?'-]", " ", form)
    form = re.sub(r"(?<![A-Za-z.])'|'(?![A-Za-z])", "", form)
    form = re.sub(r"\s+(?=[.,;:!?])", "", re.sub(r"\s+", " ", form))
    form = form.strip(" -'")
    return form if re.search(r"[A-Za-z]", form) else ""
