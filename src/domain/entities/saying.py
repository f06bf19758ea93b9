"""An answer on its way to the caller's ear."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Saying:
    """What a successor must know to go on with it.

    :ivar utterance: the caller's words that it answers; None where nobody had asked, as for a greeting.
    :ivar text: what of it had been made.
    :ivar heard: what of that the caller had heard.
    :ivar is_made: no more words were to follow. A note that does not tell counts as made.
    """

    utterance: str | None
    text: str = ""
    heard: str = ""
    is_made: bool = True

    @property
    def is_unanswered(self) -> bool:
        """Whether there is nothing to go on with, or no end to it: the utterance is to be answered anew."""
        return not self.text or (bool(self.utterance) and not self.is_made)

    @property
    def rest(self) -> str:
        """From the word after the last one that was heard."""
        return " ".join(self.text.split()[len(self.heard.split()) :])
