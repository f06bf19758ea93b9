"""Reads the golden set, and refuses what it does not understand."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tests.golden.expectations import Dialogue, Expected

OPEN = Path(__file__).parent
HELD_OUT = OPEN / "held_out"
PRACTICE = OPEN / "practice"

Entry = TypeVar("Entry", bound=BaseModel)


class GoldenSetInvalid(ValueError):
    """Names the file, the entry and the mistake."""


@dataclass(frozen=True, slots=True)
class GoldenSet:
    utterances: tuple[Expected, ...]
    dialogues: tuple[Dialogue, ...]


def read_golden_set(folder: Path) -> GoldenSet:
    """Both files of a folder.

    :raises GoldenSetInvalid: an entry is wrong, or is there twice.
    """
    utterances = _entries(folder / "utterances.toml", "utterance", Expected)
    dialogues = _entries(folder / "dialogues.toml", "dialogue", Dialogue)
    for lonely in utterances:
        if lonely.silent or lonely.repeats or lonely.heard_words is not None or "{" in lonely.says:
            raise GoldenSetInvalid(f"{folder / 'utterances.toml'}: {lonely.says!r} needs a turn around it")
    _refuse_doubles(folder / "utterances.toml", [utterance.says for utterance in utterances])
    _refuse_doubles(folder / "dialogues.toml", [dialogue.name for dialogue in dialogues])
    return GoldenSet(utterances, dialogues)


def _entries(file: Path, key: str, kind: type[Entry]) -> tuple[Entry, ...]:
    written: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    if unknown := written.keys() - {key}:
        raise GoldenSetInvalid(f"{file}: {', '.join(sorted(unknown))}: only {key!r} is known")
    return tuple(_entry(file, key, number, entry, kind) for number, entry in enumerate(written.get(key, []), 1))


def _entry(file: Path, key: str, number: int, written: dict[str, Any], kind: type[Entry]) -> Entry:
    try:
        return kind.model_validate(written)
    except ValidationError as error:
        title = written.get("says") or written.get("name") or "without words"
        mistakes = "; ".join(
            f"{'.'.join(map(str, mistake['loc']))}: {mistake['msg']}"
            for mistake in error.errors(include_url=False)
        )
        raise GoldenSetInvalid(f"{file}: {key} {number} ({title!r}): {mistakes}") from error


def _refuse_doubles(file: Path, titles: list[str]) -> None:
    doubled = {title for title in titles if titles.count(title) > 1}
    if doubled:
        raise GoldenSetInvalid(f"{file}: there twice: {', '.join(sorted(doubled))}")
