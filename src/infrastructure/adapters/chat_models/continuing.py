"""Joins what one model has said and what the next one goes on to say, so that nothing is heard twice."""

import re
from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, SystemMessage

JOIN = " ... Let me put it shortly:"
"""Said when the next answer does not go on from the words before."""

_GO_ON = (
    "Your answer broke off after these words. The caller has heard them: go on from there in the same sentence, "
    "and repeat none."
)
_TOKEN = re.compile(r"(?<!\s)\s*\S+")
_HEARD = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_ENDS_SENTENCE = re.compile(r"[.!?][\"')”]*\s*$")
_RESTART_WORDS = 3
"""As many words in common with the beginning are no chance: the model has begun its answer anew."""


def continuation_request(messages: Sequence[BaseMessage], said: str) -> list[BaseMessage]:
    """The conversation, for a model that is to go on from `said`.

    The last word may be half a word, so it is left to that model to say it again; see `Joint`.
    """
    whole = said[: -len(_open_word(said))] if _open_word(said) else said
    return [*messages, AIMessage(whole), SystemMessage(_GO_ON)] if whole.strip() else list(messages)


def is_whole(said: str) -> bool:
    """Whether it may end there."""
    return bool(_ENDS_SENTENCE.search(said))


class Joint:
    """Takes the new words in pieces, and gives those that are new.

    :param said: what was said before.
    :param continues: whether the new words were asked to go on from these.
    """

    def __init__(self, said: str, *, continues: bool) -> None:
        self._said = said
        self._continues = continues
        self._before = _words(said)
        self._is_open = bool(_open_word(said))
        self._unread = ""
        self._is_joined = not self._before

    def feed(self, piece: str) -> str:
        if self._is_joined:
            return piece
        self._unread += piece
        tokens = _TOKEN.findall(self._unread)
        whole = tokens if self._unread[-1:].isspace() else tokens[:-1]
        return "" if not whole or self._may_repeat(whole) else self._join(tokens, len(whole))

    def finish(self) -> str:
        """The last words, when no more comes."""
        tokens = _TOKEN.findall(self._unread)
        return "" if self._is_joined or not tokens else self._join(tokens, len(tokens))

    def _may_repeat(self, tokens: list[str]) -> bool:
        """Whether they are words that were said, and more of those may follow."""
        new = [_plain(token) for token in tokens]
        starts = range(len(self._before) - len(new))
        return any(self._before[start : start + len(new)] == new for start in starts)

    def _join(self, tokens: list[str], whole: int) -> str:
        self._is_joined = True
        new = [_plain(token) for token in tokens[:whole]]
        repeated = self._repeated(new)
        rest = "".join(tokens[repeated:]) + self._trailing_blank()
        if repeated:
            ending = self._ending_of(tokens[repeated - 1])
            return ending + rest if ending else self._spaced(rest)
        begun_anew = _in_common(self._before, new)
        if begun_anew >= (_RESTART_WORDS if self._continues else 1):
            return self._after_join("".join(tokens[begun_anew:]) + self._trailing_blank())
        goes_on = self._continues or is_whole(self._said)
        return self._spaced(rest) if goes_on else self._after_join(rest)

    def _repeated(self, new: list[str]) -> int:
        """How many of the first new words are the last old ones; a model that does not go on begins anew."""
        fewest = 1 if self._continues else len(self._before)
        for count in range(min(len(new), len(self._before)), fewest - 1, -1):
            old = self._before[-count:]
            if old[:-1] == new[: count - 1] and self._is_same(old[-1], new[count - 1]):
                return count
        return 0

    def _is_same(self, old: str, new: str) -> bool:
        return old == new or (self._is_open and bool(old) and new.startswith(old))

    def _ending_of(self, token: str) -> str:
        """What a word that was only begun lacks."""
        if not self._is_open:
            return ""
        begun, word = _open_word(self._said), token.strip()
        return word[len(begun) :] if word.casefold().startswith(begun.casefold()) else ""

    def _after_join(self, rest: str) -> str:
        join = JOIN.lstrip() if self._said[-1].isspace() else JOIN
        return f"{join} {rest.lstrip()}" if rest.strip() else ""

    def _spaced(self, rest: str) -> str:
        if self._said[-1].isspace():
            return rest.lstrip()
        return f" {rest}" if rest[:1].isalnum() else rest

    def _trailing_blank(self) -> str:
        return self._unread[len(self._unread.rstrip()) :]


def _open_word(said: str) -> str:
    """The last word, when nothing shows that it is whole."""
    if not said or said[-1].isspace() or is_whole(said):
        return ""
    return said.split()[-1]


def _in_common(old: Sequence[str], new: Sequence[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _words(text: str) -> list[str]:
    return [_plain(token) for token in text.split()]


def _plain(token: str) -> str:
    """As it is heard: `Well,` and `well` are one word."""
    heard = _HEARD.search(token.casefold())
    return heard[0] if heard else ""
