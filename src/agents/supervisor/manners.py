"""What the supervisor answers itself: greetings, thanks and farewells, the wish for a person, anger, silence."""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from domain.entities.specialist import Specialist
from domain.interfaces.meaning import Meaning
from domain.interfaces.router import Act

_MOST_WORDS = 12
"""A caller who says more than that is talking of something."""

_NEAR_ENOUGH = 0.7
_CLEARLY = 0.05

_UTTERANCES_KEPT = 256
"""A turn is compared with one thing after the other."""

_NO_LETTER = re.compile(r"[^a-z' ]+")


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, and what is done beside it."""

    say: str
    act: Act = Act.SAY


@dataclass(frozen=True, slots=True)
class _Pattern:
    whole: re.Pattern[str] | None
    within: re.Pattern[str] | None
    unless: re.Pattern[str] | None

    def fits(self, plain: str, bare: str) -> bool:
        if self.unless is not None and self.unless.search(plain):
            return False
        if self.whole is not None and (self.whole.fullmatch(plain) or self.whole.fullmatch(bare)):
            return True
        return self.within is not None and self.within.search(plain) is not None


class Manners:
    """Answers words that ask nothing of a specialist; `manners.toml` beside this file has them.

    :param company: its name, as it is spoken; may be empty.
    """

    def __init__(self, company: str, specialists: Sequence[Specialist], meaning: Meaning) -> None:
        data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
        self._names = {
            "name": f"the assistant of {company}" if company else "the assistant here",
            "team": "; and with ".join(specialist.description for specialist in specialists),
        }
        self._padding = re.compile(rf"\b({'|'.join(data['padding'])})\b")
        self._hello: str = data["hello"]
        self._unheard: str = data["unheard"]
        self._replies = [(_pattern(reply), reply) for reply in data["reply"]]
        examples = [(example, reply) for reply in data["reply"] for example in reply["examples"]]
        self._likeness_to_examples = meaning.to([example for example, _ in examples])
        self._meant = [reply for _, reply in examples]
        self._goes_on = _pattern(data["go_on"])
        self._again, self._nothing_said = _pattern(data["again"]), str(data["again"]["nothing"])
        self._recap, self._nothing_yet = _pattern(data["recap"]), str(data["recap"]["nothing"])
        self._anger = _pattern(data["anger"])
        self._likeness_to_anger = meaning.to(data["anger"]["examples"])
        self.sorry: str = data["anger"]["preface"]
        self.sorry_and_ask: str = data["anger"]["say"]
        self._reminds = re.compile("|".join(data["told_before"]["when"]))
        self._kinds: list[dict[str, str]] = data["told_before"]["kind"]
        self._silence = data["silence"]
        self._confirm = data["confirm"]
        self._drops = re.compile("|".join(data["confirm"]["drops"]))
        self._more = re.compile(data["more"]["asked"])
        self._what_is_it: str = data["more"]["yes"]
        self._goodbye: str = data["more"]["no"]
        self._handover: str = data["handover"]
        self._bare = lru_cache(_UTTERANCES_KEPT)(self._stripped)

    def answer(
        self,
        utterance: str,
        *,
        rival: Callable[[], float] = lambda: 1.0,
        is_asked: bool = False,
        waits_for_human: bool = False,
    ) -> Reply | None:
        """The reply; None when the words are about something.

        :param rival: tells how near the nearest thing is that a specialist knows or does; asked where it decides.
        :param is_asked: whether the caller was asked something: what only sounds polite is an answer then.
        """
        lowered = utterance.lower().replace("’", "'")
        if not any(character.isalnum() for character in lowered):
            return Reply(self._unheard)
        plain, bare = _plain(utterance), self._bare(utterance)
        for pattern, reply in self._replies:
            if pattern.fits(plain, bare):
                return self._reply(reply, waits_for_human=waits_for_human)
        if plain and not bare and re.search(r"\b(hello|hi|hey)\b", plain):
            return Reply(self._hello)
        meant = self._nearest(plain, rival)
        if is_asked and meant is not None and "act" not in meant:
            return None
        return self._reply(meant, waits_for_human=waits_for_human) if meant is not None else None

    def _nearest(self, plain: str, rival: Callable[[], float]) -> dict[str, Any] | None:
        """The reply whose examples are near, and nearer than anything else that could be meant."""
        if not plain or len(plain.split()) > _MOST_WORDS:
            return None
        near = self._likeness_to_examples(plain)
        best = max(range(len(near)), key=near.__getitem__)
        is_meant = near[best] >= _NEAR_ENOUGH and near[best] >= rival() + _CLEARLY
        return self._meant[best] if is_meant else None

    def _reply(self, reply: dict[str, Any], *, waits_for_human: bool) -> Reply:
        say = reply["again"] if waits_for_human and "again" in reply else reply["say"]
        return Reply(say.format(**self._names), Act(reply.get("act", Act.SAY)))

    def say_again(self, utterance: str, said: str) -> Reply | None:
        """The latest answer once more, when that is what the caller wants."""
        if not self._again.fits(_plain(utterance), _plain(utterance)):
            return None
        return Reply(said or self._nothing_said)

    def go_on(self, utterance: str, said: str, heard: str) -> Reply | None:
        """The rest of an answer that was interrupted, when there is one and the caller wants it."""
        rest = said.split()[len(heard.split()) :]
        if not rest or not self._goes_on.fits(_plain(utterance), _plain(utterance)):
            return None
        return Reply(" ".join(rest))

    def recap(self, utterance: str, topics: Sequence[str]) -> Reply | None:
        """What the call is about, when the caller asks for it."""
        if not self._recap.fits(_plain(utterance), self._bare(utterance)):
            return None
        return Reply(_told(topics) if topics else self._nothing_yet)

    def is_angry(self, utterance: str) -> bool:
        return self._anger.fits(_plain(utterance), self._bare(utterance))

    def is_nothing_but_angry(self, utterance: str, rival: float) -> bool:
        """:param rival: how near the nearest thing is that a specialist knows or does."""
        return max(self._likeness_to_anger(_plain(utterance))) >= rival

    def told_before(self, utterance: str, heard: Sequence[str]) -> Reply | None:
        """An earlier answer once more: the latest one that holds what the caller wants to hear again."""
        plain = _plain(utterance)
        if not self._reminds.search(plain):
            return None
        for kind in self._kinds:
            if re.search(kind["asked"], plain):
                told = next((answer for answer in reversed(heard) if re.search(kind["told"], answer)), None)
                return Reply(told) if told is not None else None
        return None

    def silence(self, times: int, *, waits_for_human: bool) -> Reply:
        """What is said when the caller is silent, for so many times in a row."""
        if waits_for_human:
            company: list[str] = self._silence["company"]
            return Reply(company[(times - 1) % len(company)])
        return Reply(self._silence["ask"]) if times <= 1 else Reply(self._silence["end"], Act.GIVE_UP)

    def declined(self) -> Reply:
        return Reply(self._confirm["declined"], Act.DECLINE)

    def ask_once_more(self, question: str) -> Reply:
        """A question that the caller answered without having heard it."""
        return Reply(self._confirm["unheard"].format(question=question))

    def drops(self, utterance: str) -> bool:
        """Whether the caller no longer wants what was begun."""
        return self._drops.fullmatch(self._bare(utterance)) is not None

    def anything_else(self, said: str, *, wanted: bool) -> Reply | None:
        """The reply to a mere yes or no, when the caller was asked whether there is more."""
        if not self._more.search(said):
            return None
        return Reply(self._what_is_it) if wanted else Reply(self._goodbye, Act.FAREWELL)

    def handover(self, specialist: str) -> str:
        """What is said when another specialist takes over."""
        return self._handover.format(specialist=specialist.replace("_", " "))

    def _stripped(self, utterance: str) -> str:
        return " ".join(self._padding.sub(" ", _plain(utterance)).split())


@lru_cache(_UTTERANCES_KEPT)
def _plain(utterance: str) -> str:
    return " ".join(_NO_LETTER.sub(" ", utterance.lower().replace("’", "'")).split())


def _pattern(data: dict[str, Any]) -> _Pattern:
    def any_of(name: str) -> re.Pattern[str] | None:
        return re.compile("|".join(f"(?:{each})" for each in data[name])) if name in data else None

    return _Pattern(any_of("when"), any_of("holds"), any_of("unless"))


def _told(topics: Sequence[str]) -> str:
    first, *others = topics
    if not others:
        return f"You called about {first}. What else would you like to know about it?"
    return f"You called about {first}. Then we talked about {' and '.join(others[-2:])}."
