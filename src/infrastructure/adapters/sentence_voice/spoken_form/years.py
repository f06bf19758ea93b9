"""Years, which are told apart from numbers by the word before them."""

import re
from collections.abc import Sequence

from infrastructure.adapters.sentence_voice.spoken_form.numbers import year
from infrastructure.adapters.sentence_voice.spoken_form.vocabulary import word_set
from infrastructure.adapters.sentence_voice.spoken_form.words import Word, core_at

_YEAR = re.compile(r"(?:1[89]|20|21)\d\d")
_RANGE = re.compile(r"((?:1[89]|20|21)\d\d)[-/]((?:1[89]|20|21)\d\d)")
_DECADE = re.compile(r"((?:1[89]|20)\d0)'?s")
_LEADS = word_set("in since by until till from before after during of year late early summer winter spring")
_COUNTED = re.compile(r"[a-z]+s")
_NOT_COUNTED = word_set("is was has does this us its as always")


def read_year(words: Sequence[Word], at: int) -> list[str]:
    core = words[at].core
    if found := _RANGE.fullmatch(core):
        return [f"{year(int(found[1]))} to {year(int(found[2]))}"]
    if found := _DECADE.fullmatch(core):
        said = year(int(found[1]))
        return [f"{said[:-1]}ies" if said.endswith("y") else f"{said}s"]
    if _YEAR.fullmatch(core) and _is_year(words, at):
        return [year(int(core))]
    return []


def _is_year(words: Sequence[Word], at: int) -> bool:
    """`by 2030`; not `by 2000 customers`."""
    before, after = core_at(words, at - 1), core_at(words, at + 1)
    if words[at].tail or after in _NOT_COUNTED:
        return before in _LEADS
    is_counting = bool(_COUNTED.fullmatch(after)) or bool(re.match(r"[€£$%]|euro|eur$|percent|more|new", after))
    return before == "year" or (before in _LEADS and not is_counting)
