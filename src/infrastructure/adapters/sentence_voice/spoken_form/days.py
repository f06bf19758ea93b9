"""Days of the week, where they are written short."""

import re
from collections.abc import Sequence

from infrastructure.adapters.sentence_voice.spoken_form.words import Word, core_at

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BY_START = {name[:3].lower(): name for name in _NAMES}
_SHORT = re.compile(r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.?")
_ALSO_WORDS = re.compile(r"(?:Wed|Sat|Sun)\.?")
_RANGE = re.compile(r"(?P<first>[A-Z][a-z]{2})[a-z]*\.?-(?P<last>[A-Z][a-z]{2})[a-z]*\.?")


def read_day(words: Sequence[Word], at: int) -> list[str]:
    core = words[at].core
    if (found := _RANGE.fullmatch(core)) and {found["first"].lower(), found["last"].lower()} <= _BY_START.keys():
        return [f"{_BY_START[found['first'].lower()]} to {_BY_START[found['last'].lower()]}"]
    if _SHORT.fullmatch(core) and (not _ALSO_WORDS.fullmatch(core) or _is_beside_a_day(words, at)):
        return [_BY_START[core[:3].lower()]]
    return []


def _is_beside_a_day(words: Sequence[Word], at: int) -> bool:
    """Next to a number or another day, or after `on`."""
    beside = [core_at(words, place) for place in (at - 2, at - 1, at + 1, at + 2)]
    return beside[1] == "on" or any(re.match(r"\d", core) or core[:3] in _BY_START for core in beside)
