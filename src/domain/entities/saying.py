"""An answer on its way to the caller's ear."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Saying:
    """What a successor must know to go on with it.

    :ivar utterance: the caller's words that it answers; None where nobody had asked, as for a greeting.
    :ivar text: what of it had been made.
    :ivar heard: what of that the caller had heard.
    """

    utterance: str | None
    text: str = ""
    heard: str = ""

    @property
    def rest(self) -> str:
        """From the word after the last one that was heard."""
        return " ".join(self.text.split()[len(self.heard.split()) :])
