"""When a call ends because its providers are out."""

from application.talk.lost_providers import MOST_UNHEARD, MOST_UNSPOKEN, LostProviders


class Told:
    def __init__(self) -> None:
        self.what: list[str] = []
        self.lost = LostProviders(lambda: self.what.append("deaf"), lambda: self.what.append("mute"))


def test_who_is_never_understood_is_let_go_once() -> None:
    told = Told()
    for _ in range(MOST_UNHEARD + 1):
        told.lost.caller_began()
        told.lost.hearing_failed()

    assert told.what == ["deaf"]


def test_words_that_are_understood_make_up_for_those_that_were_not() -> None:
    told = Told()
    for _ in range(MOST_UNHEARD):
        told.lost.caller_began()
        told.lost.hearing_failed()
        told.lost.heard()

    assert told.what == []


def test_one_thing_that_is_said_is_lost_once() -> None:
    told = Told()
    told.lost.caller_began()
    for _ in range(MOST_UNHEARD):
        told.lost.hearing_failed()

    assert told.what == []


def test_what_breaks_after_the_words_were_understood_has_lost_none() -> None:
    told = Told()
    for _ in range(MOST_UNHEARD):
        told.lost.caller_began()
        told.lost.heard()
        told.lost.hearing_failed()

    assert told.what == []


def test_a_voice_that_is_back_makes_up_for_its_silence() -> None:
    told = Told()
    for _ in range(MOST_UNSPOKEN):
        told.lost.speaking_failed()
        told.lost.spoke()
    assert told.what == []

    for _ in range(MOST_UNSPOKEN):
        told.lost.speaking_failed()
    assert told.what == ["mute"]
