"""Dates, in figures and with the name of the month."""

import re
from collections.abc import Sequence
from datetime import date

from infrastructure.adapters.sentence_voice.spoken_form.numbers import ordinal, year
from infrastructure.adapters.sentence_voice.spoken_form.times import clock
from infrastructure.adapters.sentence_voice.spoken_form.vocabulary import word_set
from infrastructure.adapters.sentence_voice.spoken_form.words import Word, core_at

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_ALSO_WORDS = ("May", "March")
_BY_NAME = (
    {name.lower(): name for name in MONTHS} | {name[:3].lower(): name for name in MONTHS} | {"sept": "September"}
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)(?:T(?P<time>\d\d:\d\d)(?::\d\d)?Z?)?")
_FIGURES = re.compile(r"(?P<day>\d\d?)(?P<sign>[/.-])(?P<month>\d\d?)(?P=sign)(?P<year>\d{4}|\d\d)")
_SHORT = re.compile(r"(?P<day>\d\d?)[/.](?P<month>\d\d?)\.?")
_DAY = re.compile(r"(?P<first>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?:-(?P<last>[12]?\d|3[01])(?:st|nd|rd|th)?)?")
_YEAR = re.compile(r"(?:1[89]|20|21)\d\d")
_LEADS = word_set("on by until till from since before after due dated")


def read_date(words: Sequence[Word], at: int) -> list[str]:
    if figures := _figures(words, at):
        return [figures]
    core, tail = words[at].core, words[at].tail
    if _DAY.fullmatch(core) and not tail and (month := _month(words, at + 1)):
        return [_day(core, _article(words, at)), f"of {month}", *_year_after(words, at + 1)]
    if tail or not (month := _month(words, at)):
        return []
    if _DAY.fullmatch(core_at(words, at + 1)) and not _is_counted(words, at, month):
        return [month, _day(core_at(words, at + 1), ""), *_year_after(words, at + 1)]
    if after := _year_after(words, at):
        return [month, *after]
    is_day_before = core_at(words, at - 1) == "of" and at > 1
    return [month] if is_day_before or core.endswith(".") else []


def _month(words: Sequence[Word], at: int) -> str:
    """Its full name; empty when the word is no month."""
    core = words[at].core if at < len(words) else ""
    return _BY_NAME.get(core.lower().removesuffix("."), "") if core[:1].isupper() else ""


def _is_counted(words: Sequence[Word], at: int, month: str) -> bool:
    """`May 5 people come?` and `March 3 miles` are no dates."""
    number, after = words[at + 1], words[at + 2] if at + 2 < len(words) else Word("")
    is_in_words = not number.tail and after.core[:1].islower()
    return month in _ALSO_WORDS and at == 0 and is_in_words


def _day(core: str, article: str) -> str:
    found = _DAY.fullmatch(core)
    if not found:
        return core
    first = article + ordinal(int(found["first"]))
    return f"{first} to {'the ' if article else ''}{ordinal(int(found['last']))}" if found["last"] else first


def _article(words: Sequence[Word], at: int) -> str:
    return "" if core_at(words, at - 1) == "the" else "the "


def _year_after(words: Sequence[Word], at: int) -> list[str]:
    is_joined = words[at].tail in ("", ",")
    found = is_joined and at + 1 < len(words) and _YEAR.fullmatch(words[at + 1].core)
    return [year(int(found[0]))] if found else []


def _figures(words: Sequence[Word], at: int) -> str:
    core = words[at].core
    found = _ISO.fullmatch(core) or _FIGURES.fullmatch(core)
    if not found and core_at(words, at - 1) in _LEADS and "/" in core:
        found = _SHORT.fullmatch(core)
    if not found:
        return ""
    parts = found.groupdict()
    day, month = int(parts["day"]), int(parts["month"])
    if month > 12 >= day:
        day, month = month, day
    written_year = parts.get("year") or ""
    if not _exists(day, month, written_year):
        return ""
    said_year = f" {year(_full_year(written_year))}" if written_year else ""
    time = f" at {clock(parts['time'])}" if parts.get("time") else ""
    return f"{_article(words, at)}{ordinal(day)} of {MONTHS[month - 1]}{said_year}{time}"


def _full_year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)


def _exists(day: int, month: int, written_year: str) -> bool:
    """Without a year the 29th of February does."""
    try:
        date(_full_year(written_year or "2024"), month, day)
    except ValueError:
        return False
    return True
