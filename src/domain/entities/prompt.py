"""What a model is told to be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prompt:
    """:ivar text: the instructions.
    :ivar version: changes whenever they do, so that what a model said can be traced to what it was told.
    """

    text: str
    version: str = "0"

    @classmethod
    def parse(cls, file: str) -> "Prompt":
        """A prompt file: `version: 3` in the first line, then the text. Without such a line it is version 0."""
        first, _, rest = file.partition("\n")
        name, _, version = first.partition(":")
        if name.strip().lower() != "version":
            return cls(file.strip())
        return cls(rest.strip(), version.strip())
