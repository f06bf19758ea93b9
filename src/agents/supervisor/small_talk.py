"""What the supervisor answers itself: greetings, thanks, farewells, and who it is."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from domain.entities.specialist import Specialist

_NO_LETTER = re.compile(r"[^a-z' ]+")


class SmallTalk:
    """Answers words that ask nothing of a specialist; `small_talk.toml` beside this file has them.

    :param company: its name, as it is spoken; may be empty.
    """

    def __init__(self, company: str, specialists: Sequence[Specialist]) -> None:
        data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
        name = f"the assistant of {company}" if company else "the assistant here"
        team = "; and with ".join(specialist.description for specialist in specialists)
        self._padding = re.compile(rf"\b({'|'.join(data['padding'])})\b")
        self._hello: str = data["hello"]
        self._unheard: str = data["unheard"]
        self._replies = [
            (re.compile("|".join(reply["when"])), reply["say"].format(name=name, team=team))
            for reply in data["reply"]
        ]

    def answer(self, utterance: str) -> str | None:
        """The reply; None when the words are about something."""
        lowered = utterance.lower().replace("’", "'")
        if not any(character.isalnum() for character in lowered):
            return self._unheard
        plain = " ".join(_NO_LETTER.sub(" ", lowered).split())
        bare = " ".join(self._padding.sub(" ", plain).split())
        for pattern, say in self._replies:
            if pattern.fullmatch(plain) or pattern.fullmatch(bare):
                return say
        return self._hello if plain and not bare and re.search(r"\b(hello|hi|hey)\b", plain) else None
