"""A reply as sentences that are fit to speak, while it is still being written."""

import re
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing
from dataclasses import dataclass

from livekit import blingfire

from infrastructure.adapters.sentence_voice.pieces import pieces
from infrastructure.adapters.sentence_voice.spoken_form import spoken_forms

_WORD = re.compile(r"^\s*\S+\s*|\S+\s*")
_LAST_WORD = re.compile(r"(?:^|\s)[^\W\d_]{2,}[.!?]$")


@dataclass(frozen=True, slots=True)
class Word:
    """Words that are heard as one.

    :ivar written: with the blanks around, and with the signs and words that its sound includes.
    :ivar said: what is sent to be spoken. Empty only in a sentence that cannot be heard.
    """

    written: str
    said: str

    @property
    def letters(self) -> int:
        """How many characters are said, without blanks: providers change blanks as they like."""
        return len(re.sub(r"\s", "", self.said))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the reply; joining the words of all of them gives its text."""

    words: tuple[Word, ...]

    @property
    def said(self) -> str:
        return " ".join(word.said for word in self.words)

    @property
    def letters(self) -> int:
        return sum(word.letters for word in self.words)


async def sentences(text: AsyncIterable[str]) -> AsyncGenerator[Sentence, None]:
    """Each as soon as it is complete. What cannot be heard comes with the sentence that follows it, or last, as
    a sentence without letters; a text without anything to say gives none.
    """
    unheard, is_first = "", True
    async with aclosing(pieces(text, is_over=_ends)) as cut:
        async for piece in cut:
            sentence = _sentence(unheard + piece)
            if sentence is None:
                unheard += piece
                continue
            yield sentence
            unheard, is_first = "", False
    if unheard and not is_first:
        yield Sentence((Word(unheard, ""),))


def _sentence(piece: str) -> Sentence | None:
    """None when nothing of it can be said."""
    written = _WORD.findall(piece)
    spoken = spoken_forms([word.strip() for word in written])
    if not any(re.search(r"\w", said) for said in spoken):
        return None
    words: list[Word] = []
    unsaid = ""
    for text, said in zip(written, spoken, strict=True):
        if said:
            words.append(Word(unsaid + text, said))
            unsaid = ""
        elif words:
            words[-1] = Word(words[-1].written + text, words[-1].said)
        else:
            unsaid += text
    return Sentence(tuple(words))


def _ends(sentence: str, piece: str) -> bool:
    """Whether it is over, whatever follows: its latest piece has both a word and its sign, as a single sign may
    stand in an address or a figure, and what would follow is another sentence.
    """
    return bool(_LAST_WORD.search(piece)) and _count(f"{sentence} The") > _count(sentence)


def _count(text: str) -> int:
    return len(blingfire.text_to_sentences_with_offsets(text)[1])
