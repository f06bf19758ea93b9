"""Lets an answer through to the caller as it is written, and stops what has no ground in this call."""

import re
from collections.abc import Iterable
from functools import cached_property

from application.graphs.checks import figures as of
from application.graphs.checks import instructions

LONGEST_ANSWER_WORDS = 60
"""About 24 seconds of speech: after the sentence that passes it, the answer ends."""

_TOKEN = re.compile(r"(?<!\s)\s*\S+")
_ENDS_SENTENCE = re.compile(r"[.!?][\"')”]*$")
_ADDRESS = re.compile(r"(?<!\S)\S+@\S+|https?://\S+|\bwww\.\S+", re.IGNORECASE)


class Unfounded(Exception):
    """The answer holds something that nothing in this call says.

    :ivar kind: what it is, for the log and the model: `figure`, `price`, `address`, `step`, `instructions` or
        `tool call that cannot be read`.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class SpeechCheck:
    """Takes an answer in pieces. Words pass at once, but for those that may belong to a figure, an address or a
    step: these wait until it is known, and pass when the evidence has them.

    :param evidence: what tools and passages said, and what the agents said before.
    :param callers: what the caller said: it may be repeated, but it sets no price.
    :param confidential: what is never quoted.
    """

    def __init__(
        self, evidence: Iterable[str], callers: Iterable[str], confidential: instructions.Confidential
    ) -> None:
        self._own = tuple(evidence)
        self._texts = (*self._own, *callers)
        self._confidential = confidential
        self._unread = ""
        self._sentence = ""
        self._passed = 0
        self._count = 0
        self.is_over = False
        self.said = ""

    def feed(self, piece: str) -> str:
        """The words that may be spoken now.

        :raises Unfounded: the rest may not; what came out before stands.
        """
        self._unread += piece
        tokens = _TOKEN.findall(self._unread)
        if tokens and not self._unread[-1].isspace():
            tokens.pop()
        return self._take(tokens)

    def finish(self) -> str:
        """The last words, when no more comes.

        :raises Unfounded: they may not be spoken.
        """
        released = self._take(_TOKEN.findall(self._unread))
        return released + self._release(len(self._sentence))

    def _take(self, tokens: list[str]) -> str:
        released = ""
        for token in tokens:
            if self.is_over:
                break
            self._unread = self._unread[len(token) :]
            self._sentence += token
            self._count += 1
            ends = bool(_ENDS_SENTENCE.search(token))
            released += self._release(len(self._sentence) if ends else self._safe_length(token))
            if ends:
                self._sentence, self._passed = "", 0
                self.is_over = self._count >= LONGEST_ANSWER_WORDS
        return released

    def _safe_length(self, token: str) -> int:
        """How much of the sentence can be judged: nothing that the next word may change."""
        if instructions.may_become_step(self._sentence):
            return self._passed
        words = of.words_of(token)
        if any(of.is_figure(word) or word == "and" for word in words):
            return self._passed
        return len(self._sentence)

    def _release(self, length: int) -> str:
        """Check the sentence up to there, and let out what is new."""
        if length <= self._passed:
            return ""
        whole = self._sentence[:length]
        self._check(whole)
        new = whole[self._passed :]
        self._passed = length
        self.said += new
        return new

    @cached_property
    def _figures(self) -> frozenset[str]:
        return of.evidence(self._texts)

    @cached_property
    def _amounts(self) -> frozenset[str]:
        return frozenset[str]().union(*(of.figures(text) for text in self._own))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset[str]().union(*(instructions.content(text) for text in self._texts))

    @cached_property
    def _text(self) -> str:
        return "\n".join(self._texts).lower()

    def _check(self, sentence: str) -> None:
        for figure in of.figures(sentence):
            if figure not in self._figures:
                raise Unfounded("figure")
        for amount in of.amounts(sentence):
            if amount not in self._amounts:
                raise Unfounded("price")
        for address in _ADDRESS.findall(sentence):
            if address.strip(".,;:!?").lower() not in self._text:
                raise Unfounded("address")
        if instructions.is_step(sentence) and not instructions.is_founded(sentence, self._words):
            raise Unfounded("step")
        if self._confidential.is_in(self.said + sentence[self._passed :], self._own):
            raise Unfounded("instructions")
