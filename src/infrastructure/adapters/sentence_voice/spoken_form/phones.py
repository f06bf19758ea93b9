"""Telephone numbers, digit by digit in the groups they are written in."""

import re
from collections.abc import Sequence

from infrastructure.adapters.sentence_voice.spoken_form.numbers import in_digits
from infrastructure.adapters.sentence_voice.spoken_form.vocabulary import word_set
from infrastructure.adapters.sentence_voice.spoken_form.words import Word, core_at

_SHORTEST_DIGITS = 7
_START = re.compile(r"\+?\(?\d[\d()/-]*")
_GROUP = re.compile(r"\(?\d[\d()/-]*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[/-]\d\d?[/-]\d{4}|\d{4}-\d{4}")
_LEADS = word_set("call dial phone telephone tel tel. hotline fax mobile reach ring text")


def read_phone(words: Sequence[Word], at: int) -> list[str]:
    if not _START.fullmatch(words[at].core) or _DATE.fullmatch(words[at].core):
        return []
    end = at + 1
    while end < len(words) and not words[end - 1].tail and _GROUP.fullmatch(words[end].core):
        end += 1
    groups = [word.core for word in words[at:end]]
    digits = re.sub(r"\D", "", "".join(groups))
    if len(digits) < _SHORTEST_DIGITS or not _is_phone(words, at, groups):
        return []
    said = [_group(group) for group in groups]
    return [*(f"{group}," for group in said[:-1]), said[-1]]


def _is_phone(words: Sequence[Word], at: int, groups: Sequence[str]) -> bool:
    starts = words[at].opens or bool(re.match(r"\+|\(|0\d", groups[0]))
    is_called = any(core_at(words, before) in _LEADS for before in range(at - 3, at))
    has_groups = len(groups) > 1 or bool(re.fullmatch(r"\d+(?:-\d{3,})+", groups[0]))
    return (starts or is_called) and all(len(group) > 1 for group in groups[1:]) and (starts or has_groups)


def _group(group: str) -> str:
    parts = [in_digits(part) for part in re.findall(r"\d+", group)]
    return ("plus " if group.startswith("+") else "") + ", ".join(parts)
