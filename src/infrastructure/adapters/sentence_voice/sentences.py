"""Cutting a reply into the pieces that are synthesised at once, while it is still being written."""

import itertools
import re

from livekit import blingfire

FIRST_PIECE_CHARACTERS = 90
"""A first sentence longer than this is begun at a clause: flite takes about 0.75 ms a character, and the caller
waits for the first piece only."""

PIECE_CHARACTERS = 240
"""Longer sentences are cut at a clause too, so that a barge-in wastes little work."""

SHORTEST_CLAUSE_CHARACTERS = 20

LONGEST_PIECE_CHARACTERS = 600
"""Text without any sign to cut at is cut here: a minute of speech is made in half a second."""

_ENDED = re.compile(r"[.!?…][\"'”’)\]*_]*\s*$")
_LINE_BREAK = re.compile(r"\n\s*")
_CLAUSE_END = re.compile(r"[,;:–—]\s+|\s[-–—]\s+")
_SOUND = re.compile(r"\w|[€$£%]")


class SentenceSplitter:
    """Takes text as it comes, gives pieces: joining all of them gives the text."""

    def __init__(self) -> None:
        self._pending = ""
        self._is_first = True

    @property
    def looks_ended(self) -> bool:
        """What is held ends like a sentence, and could be spoken if nothing more comes soon."""
        return bool(_ENDED.search(self._pending)) and _can_be_heard(self._pending)

    def feed(self, text: str) -> list[str]:
        """Add text; give the pieces that are certainly complete."""
        self._pending += text
        sentences = _sentences(self._pending)
        self._pending = sentences.pop() if len(sentences[-1]) <= LONGEST_PIECE_CHARACTERS else ""
        pieces = self._pieces(sentences)
        if self._is_first and len(self._pending) >= FIRST_PIECE_CHARACTERS + SHORTEST_CLAUSE_CHARACTERS:
            pieces += self._begun()
        return pieces

    def _begun(self) -> list[str]:
        """The first clause of a first sentence whose end is far: where the whole would be cut, too."""
        cut = max((end for end in _clause_ends(self._pending) if end <= FIRST_PIECE_CHARACTERS), default=0)
        if not cut or not _can_be_heard(self._pending[:cut]):
            return []
        begun, self._pending, self._is_first = self._pending[:cut], self._pending[cut:], False
        return [begun]

    def flush(self) -> list[str]:
        """Give all that is held: no more text comes, or not soon."""
        held, self._pending = self._pending, ""
        return self._pieces(_sentences(held))

    def _pieces(self, sentences: list[str]) -> list[str]:
        pieces: list[str] = []
        for sentence in sentences:
            if not sentence:
                continue
            pieces += _clauses(sentence, FIRST_PIECE_CHARACTERS if self._is_first else PIECE_CHARACTERS)
            self._is_first = False
        return pieces


def _sentences(text: str) -> list[str]:
    """Sentences with the blanks after them. The last is still open, or empty; one without anything to say is
    joined to its successor, so that `1.` is spoken with its line.
    """
    sentences = [""]
    for line in _lines(text):
        starts = [start for start, _ in blingfire.text_to_sentences_with_offsets(line)[1]]
        cuts = [0, *starts[1:], len(line)]
        for start, end in itertools.pairwise(cuts):
            if _is_complete(sentences[-1]):
                sentences.append("")
            sentences[-1] += line[start:end]
    if sentences[-1].endswith("\n") and _can_be_heard(sentences[-1]):
        sentences.append("")
    return sentences


def _lines(text: str) -> list[str]:
    """The text after each line break: a heading or list item ends with its line, whatever its signs."""
    cuts = [0, *(found.end() for found in _LINE_BREAK.finditer(text)), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(cuts) if start < end]


def _is_complete(sentence: str) -> bool:
    return _can_be_heard(sentence) and not re.fullmatch(r"\W*\w{1,2}\.\s*", sentence)


def _can_be_heard(text: str) -> bool:
    return bool(_SOUND.search(text))


def _clauses(sentence: str, longest: int) -> list[str]:
    """The sentence, its first clauses cut off when it is longer than `longest`."""
    if len(sentence) <= longest:
        return [sentence]
    fitting = [end for end in _clause_ends(sentence) if end <= len(sentence) - SHORTEST_CLAUSE_CHARACTERS]
    cut = max((end for end in fitting if end <= longest), default=min([*fitting, LONGEST_PIECE_CHARACTERS]))
    return [sentence[:cut], *_clauses(sentence[cut:], PIECE_CHARACTERS)] if sentence[cut:] else [sentence]


def _clause_ends(sentence: str) -> list[int]:
    return [found.end() for found in _CLAUSE_END.finditer(sentence, SHORTEST_CLAUSE_CHARACTERS)]
