"""The call page's browsers, told apart by a cookie."""

import httpx
import jwt
import pytest
from fastapi import Request, Response

from control_plane.presentation.http.page_session import LIFE_S, PageSessions
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.clock import FakeClock
from tests.fakes.control_plane.desk import API_SECRET
from tests.fakes.control_plane.http import TOKEN, open_http

CALLS = "/api/v1/calls"
OPERATOR = "the-operator-himself"
CODE = "open-sesame-open-sesame"
HERE = "http://127.0.0.1:8080"
PAGE = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
READS = {"Sec-Fetch-Site": "same-origin"}


async def begin(client: httpx.AsyncClient, **wish: str) -> dict[str, str]:
    answer = await client.post(TOKEN, json=wish, headers=PAGE)
    assert answer.status_code == 200
    return answer.json()


async def test_the_page_gets_a_session_that_scripts_and_other_sites_cannot_use() -> None:
    async with open_http(FakeAgent("a")) as client:
        cookie = (await client.post(TOKEN, headers=PAGE)).headers["Set-Cookie"]
    told = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
    assert cookie.startswith("parley=")
    assert {"httponly", "samesite", "max-age"} <= told
    assert "SameSite=strict" in cookie
    assert "secure" not in told


async def test_beyond_loopback_it_is_for_tls_and_this_host_alone() -> None:
    settings = {"access_code": CODE, "host": "0.0.0.0", "anonymous_calls": True}  # noqa: S104
    async with open_http(FakeAgent("a"), **settings) as client:
        headers = {"Host": "calls.example", "Origin": "https://calls.example", "Authorization": f"Bearer {CODE}"}
        cookie = (await client.post(TOKEN, headers=headers)).headers["Set-Cookie"]
    assert cookie.startswith("__Host-parley=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


async def test_a_browser_sees_lists_and_ends_its_own_call() -> None:
    async with open_http(FakeAgent("a")) as client:
        call = await begin(client)
        path = f"{CALLS}/{call['session_id']}"
        assert (await client.get(path, headers=READS)).status_code == 200
        assert len((await client.get(CALLS, headers=READS)).json()["calls"]) == 1
        assert (await client.delete(path, headers=PAGE)).json()["status"] == "ended"


async def test_a_browser_does_not_see_another_ones_call() -> None:
    async with open_http(FakeAgent("a")) as client:
        call = await begin(client)
        client.cookies.clear()
        await begin(client)
        path = f"{CALLS}/{call['session_id']}"
        assert (await client.get(path, headers=READS)).status_code == 404
        assert (await client.delete(path, headers=PAGE)).status_code == 404
        assert len((await client.get(CALLS, headers=READS)).json()["calls"]) == 1


async def test_a_page_that_is_loaded_again_returns_to_its_call() -> None:
    async with open_http(FakeAgent("a"), choose_identity=False) as client:
        call = await begin(client)
        again = await begin(client, room=call["room"], identity=call["identity"])
    assert again["session_id"] == call["session_id"]


async def test_another_browser_that_knows_both_names_does_not_get_the_call() -> None:
    async with open_http(FakeAgent("a"), choose_identity=False) as client:
        call = await begin(client)
        client.cookies.clear()
        answer = await client.post(TOKEN, json={k: call[k] for k in ("room", "identity")}, headers=PAGE)
    assert (answer.status_code, answer.json()["code"]) == (409, "room_taken")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Origin": "null"},
    ],
)
async def test_a_request_from_elsewhere_has_no_session_whatever_cookie_it_brings(headers: dict[str, str]) -> None:
    async with open_http(FakeAgent("a"), operator_token=OPERATOR) as client:
        call = await begin(client)
        assert (await client.get(f"{CALLS}/{call['session_id']}", headers=headers)).status_code == 404


async def test_a_foreign_page_that_may_begin_calls_gets_no_session() -> None:
    async with open_http(FakeAgent("a"), allowed_origins="https://app.example") as client:
        answer = await client.post(TOKEN, headers={"Origin": "https://app.example"})
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


async def test_who_is_no_browser_gets_no_session() -> None:
    async with open_http(FakeAgent("a")) as client:
        assert "set-cookie" not in (await client.post(TOKEN)).headers


async def test_the_access_code_is_needed_with_each_request() -> None:
    async with open_http(FakeAgent("a"), access_code=CODE) as client:
        answer = await client.post(TOKEN, headers={**PAGE, "Authorization": f"Bearer {CODE}"})
        path = f"{CALLS}/{answer.json()['session_id']}"
        assert (await client.get(path, headers=READS)).status_code == 401
        with_code = {**READS, "Authorization": f"Bearer {CODE}"}
        assert (await client.get(path, headers=with_code)).status_code == 200
        client.cookies.clear()
        assert (await client.get(path, headers=with_code)).status_code == 404


def signed(key: str | bytes, algorithm: str = "HS256", **claims: object) -> str:
    return jwt.encode({"sid": "0" * 32, "aud": "page", "exp": 9_999_999_999, **claims}, key, algorithm)


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "x",
        "a.b.c",
        "x" * 5000,
        signed(API_SECRET),
        signed("", "none"),
        signed("a-key-that-is-long-enough-and-not-ours"),
    ],
)
async def test_a_forged_session_is_none_and_the_browser_gets_a_new_one(cookie: str) -> None:
    async with open_http(FakeAgent("a")) as client:
        answer = await client.post(TOKEN, headers={**PAGE, "Cookie": f"parley={cookie}"})
    assert answer.status_code == 200
    assert jwt.decode(answer.cookies["parley"], options={"verify_signature": False})["sid"] != "0" * 32


def request(cookie: str = "") -> Request:
    headers = {"host": "127.0.0.1:8080", "origin": HERE, "cookie": f"parley={cookie}"}
    told = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": told})


def test_a_session_lasts_longer_than_any_call_and_not_for_ever() -> None:
    clock = FakeClock()
    sessions, response = PageSessions(API_SECRET, clock.monotonic), Response()
    begun = sessions.begin(request(), response)
    cookie = response.headers["set-cookie"].partition(";")[0].partition("=")[2]
    clock.advance(LIFE_S - 1)
    assert sessions.find(request(cookie)) == begun
    clock.advance(2)
    assert sessions.find(request(cookie)) is None


def test_a_session_is_the_same_at_all_control_planes() -> None:
    response = Response()
    begun = PageSessions(API_SECRET).begin(request(), response)
    cookie = response.headers["set-cookie"].partition(";")[0].partition("=")[2]
    assert PageSessions(API_SECRET).find(request(cookie)) == begun
    assert PageSessions(API_SECRET + "x").find(request(cookie)) is None
