"""The prompts that all specialists share."""

from pathlib import Path

from domain.entities.prompt import Prompt


def _read(name: str) -> Prompt:
    return Prompt.parse(Path(__file__).with_name(name).read_text(encoding="utf-8"))


RULES = _read("rules.md")
SUMMARY = _read("summary.md")
