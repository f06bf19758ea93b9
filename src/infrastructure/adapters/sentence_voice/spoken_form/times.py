"""Times of the day, as they are told in English."""

import re
from collections.abc import Sequence

from infrastructure.adapters.sentence_voice.spoken_form.numbers import cardinal
from infrastructure.adapters.sentence_voice.spoken_form.words import Word, core_at

_TIME = re.compile(
    r"(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_HALF = re.compile(r"[ap]\.?m\.?", re.IGNORECASE)


def read_time(words: Sequence[Word], at: int) -> list[str]:
    """`8:00`, `8:00-20:00`, `8pm`, `8:30 p.m.`"""
    core = words[at].core
    if not words[at].tail and _HALF.fullmatch(following := core_at(words, at + 1)):
        half = _half(following)
        first, _, last = core.rpartition("-")
        said = [clock(time, is_half_told=True) for time in (first, last) if time]
        return [" to ".join(said), half] if all(said) else []
    if said := _range(core) or _alone(core):
        return [said]
    return []


def clock(core: str, *, is_half_told: bool = False, is_morning: bool = False) -> str:
    """In words; empty when it is no time. Hours after twelve, and those with a zero in front, tell the half of
    the day: nobody says `twenty o'clock`.

    :param is_half_told: `am` or `pm` follows.
    :param is_morning: it is known to be before noon.
    """
    found = _TIME.fullmatch(core)
    if not found:
        return ""
    hour, minute, half = int(found["hour"]), found["minute"] or "00", _half(found["half"] or "")
    is_half_told = is_half_told or bool(half)
    if hour % 24 == 0 and minute == "00" and not is_half_told:
        return "midnight"
    if not is_half_told and (hour > 12 or hour == 0 or is_morning or found["hour"].startswith("0")):
        half = "P.M" if 12 <= hour < 24 else "A.M"
    said = [cardinal(str((hour - 1) % 12 + 1)), _minutes(minute), _seconds(found["second"] or ""), half]
    if not half and not is_half_told and minute == "00":
        said[1] = "o'clock"
    return " ".join(filter(None, said))


def _range(core: str) -> str:
    """The end tells how the start is meant: `8:00-20:00` is told on a clock of 24 hours."""
    first, _, last = core.partition("-")
    if not (first and last and ":" in core and clock(first) and clock(last)):
        return ""
    until = clock(last)
    is_24_hours = bool(re.match(r"1[3-9]|2\d|0", last)) and not _TIME.fullmatch(last, endpos=2)
    is_24_hours = is_24_hours or bool(re.match(r"(?:1[3-9]|2\d):", last))
    since = clock(first, is_morning=is_24_hours and ":" in first, is_half_told=":" not in first)
    return f"{since} to {until}"


def _alone(core: str) -> str:
    found = _TIME.fullmatch(core)
    if not found or not (found["half"] or (found["minute"] and ":" in core)):
        first, _, last = core.partition("-")
        is_range = _TIME.fullmatch(first) and (end := _TIME.fullmatch(last)) and end["half"]
        return f"{clock(first, is_half_told=True)} to {clock(last)}" if is_range else ""
    return clock(core)


def _half(text: str) -> str:
    return f"{text[0].upper()}.M" if text else ""


def _minutes(minute: str) -> str:
    if minute == "00":
        return ""
    return f"oh {cardinal(minute[1])}" if minute.startswith("0") else cardinal(minute)


def _seconds(second: str) -> str:
    return f"and {cardinal(str(int(second)))} second{'' if second == '01' else 's'}" if second else ""
