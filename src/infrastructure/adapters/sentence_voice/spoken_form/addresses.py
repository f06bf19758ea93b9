"""E-mail and web addresses: what a caller could write down, and no more."""

import re
from collections.abc import Sequence

from infrastructure.adapters.sentence_voice.spoken_form.letters import letters
from infrastructure.adapters.sentence_voice.spoken_form.numbers import in_digits
from infrastructure.adapters.sentence_voice.spoken_form.words import Word

_EMAIL = re.compile(r"(?:mailto:)?(?P<name>[\w.+-]+)@(?P<host>[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_WEB = re.compile(
    r".*?(?:(?:[a-z][a-z+.-]{0,19}://)(?:[^/@\s]*@)?(?:www\.)?|www\.)(?P<host>[\w.-]*\w).*|"
    r"(?P<bare>(?:[\w-]+\.)+(?:com|org|net|eu|de|fr|nl|ie|io|example|co\.uk|uk|ch|at|es|it|info|app|dev))"
    r"(?::\d+)?(?:[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
_SIGNS = {".": " dot ", "-": " dash ", "_": " underscore ", "+": " plus "}


def read_address(words: Sequence[Word], at: int) -> list[str]:
    """A web address is said as its host: nobody remembers a path by ear."""
    core = words[at].core
    if found := _EMAIL.fullmatch(core):
        return [f"{_said(found['name'])} at {_said(found['host'])}"]
    if found := _WEB.fullmatch(core):
        return [_said(found["host"] or found["bare"])]
    return []


def _said(name: str) -> str:
    parts = re.findall(r"\d+|[^\W\d_]+|[.\-_+]", name)
    return " ".join(
        _SIGNS.get(part) or (in_digits(part) if part[0].isdigit() else letters(part) or part) for part in parts
    )
