import asyncio
from typing import cast

import pytest

from infrastructure.adapters.openai_transcription.failures import AttemptFailed
from infrastructure.adapters.openai_transcription.live_session import LiveSession
from infrastructure.adapters.openai_transcription.live_sessions import LiveSessions


class FakeSession:
    def __init__(self) -> None:
        self.is_over = False
        self.age_s = 0.0
        self.is_closed = False

    async def close(self) -> None:
        self.is_closed = True


class Connecting:
    """Connects when it may."""

    def __init__(self) -> None:
        self.made: list[FakeSession] = []
        self.is_up = True

    async def __call__(self) -> LiveSession:
        await asyncio.sleep(0)
        if not self.is_up:
            raise AttemptFailed("down")
        self.made.append(FakeSession())
        return cast("LiveSession", self.made[-1])


async def test_who_takes_a_spare_gets_it_at_once_and_the_next_one_is_made() -> None:
    connecting = Connecting()
    sessions = LiveSessions(connecting, lifetime_s=60)
    await sessions.warm()
    taken = await sessions.take()
    await sessions.warm()

    assert taken is connecting.made[0]
    assert len(connecting.made) == 2
    await sessions.close()


@pytest.mark.parametrize("what", ["broken", "old"])
async def test_a_spare_that_is_of_no_more_use_is_not_given(what: str) -> None:
    connecting = Connecting()
    sessions = LiveSessions(connecting, lifetime_s=60)
    await sessions.warm()
    spare = connecting.made[0]
    spare.is_over, spare.age_s = what == "broken", 61.0 if what == "old" else 0.0

    assert await sessions.take() is connecting.made[1]
    await sessions.close()
    assert spare.is_closed


async def test_a_spare_that_could_not_connect_is_tried_again_by_who_needs_it() -> None:
    connecting = Connecting()
    sessions = LiveSessions(connecting, lifetime_s=60)
    connecting.is_up = False
    with pytest.raises(AttemptFailed):
        await sessions.warm()
    connecting.is_up = True

    assert await sessions.take() is connecting.made[0]
    await sessions.close()


async def test_where_none_is_to_be_had_no_spare_is_tried_for() -> None:
    connecting = Connecting()
    sessions = LiveSessions(connecting, lifetime_s=60)
    connecting.is_up = False
    with pytest.raises(AttemptFailed):
        await sessions.take()
    connecting.is_up = True
    await asyncio.sleep(0)

    assert not connecting.made
    await sessions.close()


async def test_closing_closes_all_that_are_open() -> None:
    connecting = Connecting()
    sessions = LiveSessions(connecting, lifetime_s=60)
    await sessions.take()
    await sessions.warm()
    await sessions.close()

    assert [session.is_closed for session in connecting.made] == [True, True]
