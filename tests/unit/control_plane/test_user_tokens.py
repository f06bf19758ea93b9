from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from control_plane.infrastructure.livekit_user_tokens import LiveKitUserTokens
from tests.fakes.control_plane.desk import API_KEY, API_SECRET


def claims_of_a_token(life_s: int = 600) -> dict[str, Any]:
    tokens = LiveKitUserTokens(API_KEY, API_SECRET, life_s, lambda: datetime.now(UTC))
    token = tokens.issue("lobby", "ann").token
    return jwt.decode(token, API_SECRET, algorithms=["HS256"], issuer=API_KEY)


def test_it_lives_ten_minutes_at_most() -> None:
    claims = claims_of_a_token()
    assert claims["exp"] - claims["nbf"] <= 600


def test_it_expires_no_earlier_than_the_caller_is_told() -> None:
    began = datetime.now(UTC)
    issued = LiveKitUserTokens(API_KEY, API_SECRET, 60, lambda: began).issue("lobby", "ann")
    claims = jwt.decode(issued.token, API_SECRET, algorithms=["HS256"], issuer=API_KEY)
    assert issued.expires_at <= datetime.fromtimestamp(claims["exp"], UTC)
    assert issued.expires_at - began <= timedelta(seconds=60)


def test_it_is_for_one_caller_in_one_room() -> None:
    claims = claims_of_a_token()
    assert claims["sub"] == "ann"
    assert (claims["video"]["roomJoin"], claims["video"]["room"]) == (True, "lobby")


def test_it_lets_the_caller_hear_and_write() -> None:
    video = claims_of_a_token()["video"]
    assert (video["canSubscribe"], video["canPublishData"]) == (True, True)


def test_it_lets_the_caller_publish_a_microphone_only() -> None:
    assert claims_of_a_token()["video"]["canPublishSources"] == ["microphone"]


def test_it_does_not_let_the_caller_change_his_own_metadata() -> None:
    assert claims_of_a_token()["video"]["canUpdateOwnMetadata"] is False


def test_it_grants_nothing_else() -> None:
    claims = claims_of_a_token()
    assert set(claims) == {"sub", "iss", "nbf", "exp", "video"}
    assert set(claims["video"]) == {
        "roomJoin",
        "room",
        "canPublish",
        "canSubscribe",
        "canPublishData",
        "canPublishSources",
        "canUpdateOwnMetadata",
    }


@pytest.mark.parametrize("life_s", [0, -1, 601])
def test_a_longer_life_is_not_to_be_had(life_s: int) -> None:
    with pytest.raises(ValueError, match="1 to 600"):
        claims_of_a_token(life_s)


def test_it_does_not_show_itself() -> None:
    issued = LiveKitUserTokens(API_KEY, API_SECRET, 60, lambda: datetime.now(UTC)).issue("lobby", "ann")
    assert issued.token not in repr(issued)
