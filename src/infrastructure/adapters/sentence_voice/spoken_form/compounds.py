"""Words that no rule knows: put together of letters, numbers and signs."""

import re

from infrastructure.adapters.sentence_voice.spoken_form.abbreviations import abbreviation
from infrastructure.adapters.sentence_voice.spoken_form.letters import letters
from infrastructure.adapters.sentence_voice.spoken_form.numbers import NUMBER, decimal, ordinal

_INSIDE = {
    "&": "and",
    "+": "plus",
    "=": "equals",
    "@": "at",
    "%": "percent",
    "→": "to",
    "°": "degrees",
    "€": "euros",
    "£": "pounds",
    "¥": "yen",
    "$": "dollars",
    "§": "section",
    "×": "times",
}
_ORDINAL = re.compile(r"(\d{1,6})(?:st|nd|rd|th)")
_RUNS = re.compile(rf"{NUMBER}|[A-Za-z][A-Za-z']*|[^\w]+")


def anyhow(core: str) -> str:
    """Part by part, so that nothing is lost."""
    for sign, said in _INSIDE.items():
        core = core.replace(sign, f" {said} ")
    return " ".join(filter(None, (_alternatives(part) for part in re.split(r"[\s_\\^]+", core))))


def _alternatives(core: str) -> str:
    """`router/modem`: one or the other. `TCP/IP` is neither."""
    parts = [part for part in core.split("/") if part]
    if len(parts) == 2 and parts[0] != parts[1] and all(re.fullmatch(NUMBER, part) for part in parts):
        return f"{decimal(parts[0])} slash {decimal(parts[1])}"
    are_words = all(re.fullmatch(r"[A-Za-z][a-z'-]+", part) for part in parts)
    return (" or " if are_words else " ").join(_part(part) for part in parts)


def _part(core: str) -> str:
    if said := abbreviation(core) or letters(core):
        return said
    if not re.search(r"\d", core) and not re.search(r"(?<![A-Za-z])[A-Z]{2,}(?![a-z])", core):
        return _dotted(core)
    pieces = [piece for piece in core.split("-") if piece]
    return " ".join(_runs(piece) for piece in pieces)


def _runs(piece: str) -> str:
    if found := _ORDINAL.fullmatch(piece):
        return ordinal(int(found[1]))
    said = (
        decimal(run) if run[0].isdigit() else letters(run) or run if run[0].isalpha() else f"{run} "
        for run in _RUNS.findall(piece)
    )
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(said))


def _dotted(core: str) -> str:
    """`router.log`: router dot log. A capital begins a sentence whose blank was forgotten."""
    core = re.sub(r"(?<=[a-z])\.(?=[a-z])", " dot ", core)
    return re.sub(r"([.,;:!?])(?=[A-Za-z])", r"\1 ", core)
