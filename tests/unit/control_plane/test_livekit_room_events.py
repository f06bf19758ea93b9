"""What LiveKit signs, and what it did not."""

import base64
import hashlib
import json
import time

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livekit.api import AccessToken, VideoGrants

from control_plane.domain.entities.room_event import RoomEvent
from control_plane.domain.errors import WebhookForged, WebhookUnreadable
from control_plane.infrastructure.livekit_room_events import LiveKitRoomEvents
from tests.fakes.control_plane.desk import API_KEY, API_SECRET

EVENTS = LiveKitRoomEvents(API_KEY, API_SECRET)
BODY = json.dumps({"event": "participant_left", "id": "EV_1", "room": {"name": "lobby"}, "newer": 1}).encode()


def signature(body: bytes, secret: str = API_SECRET, **changes: object) -> str:
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    claims = {"iss": API_KEY, "exp": int(time.time()) + 300, "sha256": digest, **changes}
    return jwt.encode(claims, secret, "HS256")


def test_an_event_is_read() -> None:
    assert EVENTS.read(BODY, signature(BODY)) == RoomEvent("EV_1", "participant_left", "lobby")


def test_an_event_without_an_id_goes_by_its_body() -> None:
    body = b'{"event": "room_finished", "room": {"name": "lobby"}}'
    assert EVENTS.read(body, signature(body)).event_id == hashlib.sha256(body).hexdigest()


def users_token() -> str:
    grants = VideoGrants(room_join=True, room="lobby")
    return AccessToken(API_KEY, API_SECRET).with_identity("ann").with_grants(grants).to_jwt()


@pytest.mark.parametrize(
    "shown",
    [
        None,
        "",
        "x",
        "x" * 100_000,
        signature(BODY, secret="guessed-" * 4),
        signature(b"{}"),
        signature(BODY, exp=int(time.time()) - 3_600),
        signature(BODY, iss="another-key"),
        signature(BODY, sha256=""),
        signature(BODY, sha256="not base64!"),
        jwt.encode({"iss": API_KEY, "sha256": ""}, "", "none"),
        users_token(),
        base64.urlsafe_b64encode(b"[" * 5_000).decode().rstrip("=") + ".e30.AA",
        base64.urlsafe_b64encode(b'{"alg": "HS256", "crit": 7}').decode().rstrip("=") + ".e30.AA",
    ],
)
def test_what_livekit_did_not_sign_is_forged(shown: str | None) -> None:
    with pytest.raises(WebhookForged):
        EVENTS.read(BODY, shown)


def test_a_signature_is_known_before_the_body_is_read() -> None:
    assert EVENTS.is_signed(signature(BODY))
    assert not EVENTS.is_signed(users_token())
    assert not EVENTS.is_signed(signature(BODY, secret="guessed-" * 4))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"event": 7}',
        b'{"event": "room_finished", "room": {"name": "' + b"x" * 1_000 + b'"}}',
        b'{"event":' + b"[" * 20_000,
    ],
)
def test_what_livekit_signed_and_makes_no_sense_is_unreadable(body: bytes) -> None:
    with pytest.raises(WebhookUnreadable) as unreadable:
        EVENTS.read(body, signature(body))
    assert unreadable.value.digest == hashlib.sha256(body).hexdigest()


@given(st.binary(max_size=200))
def test_no_signed_body_is_a_failure_of_ours(body: bytes) -> None:
    with pytest.raises((WebhookForged, WebhookUnreadable)):
        EVENTS.read(body, signature(body))
