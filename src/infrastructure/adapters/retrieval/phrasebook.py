"""What callers say: by it the brain understands what other models know by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from infrastructure.adapters.retrieval.words import content_words


@dataclass(frozen=True, eq=False)
class Phrasebook:
    """Read once, and handed to the brain; without it, the brain has only what each message tells.

    :ivar passages: by a passage's source, what callers say who want to know it.
    :ivar tools: by a tool's name, what callers say who want it.
    :ivar texts: all that is written on the pages: words that make sense here, whether or not a passage is at hand.
    """

    passages: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    tools: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    texts: tuple[str, ...] = ()

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Content words of the texts."""
        return frozenset(word for text in self.texts for word in content_words(text))

    @cached_property
    def _words(self) -> Mapping[str, frozenset[str]]:
        return {
            source: frozenset(word for phrase in phrases for word in content_words(phrase))
            for source, phrases in self.passages.items()
        }

    def read(self) -> None:
        """What is worked out once and kept; otherwise the first caller waits for it."""
        _ = self.vocabulary, self._words

    def words_of(self, source: str) -> frozenset[str]:
        """Content words of what callers say who want a passage."""
        return self._words.get(source, frozenset())


NO_PHRASES = Phrasebook()
