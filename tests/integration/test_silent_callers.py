"""Callers who only type, in a real room."""

import pytest
from livekit import api

from infrastructure.caller.caller import on_the_line
from tests.livekit_server import LiveKit


async def test_who_never_talks_has_a_microphone_that_is_there_and_says_nothing(livekit: LiveKit) -> None:
    token = api.AccessToken(livekit.api_key, livekit.api_secret).with_identity("ada")
    ticket = token.with_grants(api.VideoGrants(room_join=True, room="typing-only")).to_jwt()
    async with on_the_line(livekit.url, ticket, talks=False) as caller:
        published = caller.room.local_participant.track_publications.values()
        assert [publication.name for publication in published] == ["microphone"]
        with pytest.raises(RuntimeError, match="talks=True"):
            await caller.say(b"\x00\x20" * 160)
