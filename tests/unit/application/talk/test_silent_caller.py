"""How long a caller may say nothing."""

from application.talk.silent_caller import TYPING_FACTOR, SilentCaller


def _silences_until_asked(caller: SilentCaller) -> int:
    return next(number for number in range(1, 100) if caller.is_to_be_asked())


def test_who_talks_is_asked_after_each_silence() -> None:
    caller = SilentCaller(lambda: True)
    assert [_silences_until_asked(caller) for _ in range(2)] == [1, 1]


def test_who_types_has_more_time_each_time() -> None:
    caller = SilentCaller(lambda: True)
    caller.typed()
    assert [_silences_until_asked(caller) for _ in range(2)] == [TYPING_FACTOR, TYPING_FACTOR]


def test_who_cannot_be_heard_has_more_time() -> None:
    assert _silences_until_asked(SilentCaller(lambda: False)) == TYPING_FACTOR


def test_typing_begins_the_time_anew() -> None:
    caller = SilentCaller(lambda: False)
    assert not caller.is_to_be_asked()
    caller.typed()
    assert _silences_until_asked(caller) == TYPING_FACTOR


def test_who_talks_again_is_no_longer_taken_for_typing() -> None:
    caller = SilentCaller(lambda: True)
    caller.typed()
    caller.spoke()
    assert _silences_until_asked(caller) == 1
