import pytest
from starlette.requests import HTTPConnection

from control_plane.presentation.http.credentials import Credentials
from control_plane.presentation.http.problems import Problem
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.http import TOKEN, open_http

CODE = "open-sesame-open-sesame"
OPERATOR = "the-operator-himself"


def bearer(credential: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {credential}"}


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/calls/x"])
async def test_without_the_access_code_nothing_is_told(path: str) -> None:
    async with open_http(FakeAgent("a"), access_code=CODE) as client:
        answer = await client.get(path)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "sent", [{}, bearer("wrong"), bearer(""), {"Authorization": CODE}, {"Authorization": f"Basic {CODE}"}]
)
async def test_without_the_access_code_no_call_begins(sent: dict[str, str]) -> None:
    agent = FakeAgent("a")
    async with open_http(agent, access_code=CODE) as client:
        answer = await client.post(TOKEN, headers=sent)
    assert (answer.status_code, agent.joins) == (401, [])


@pytest.mark.parametrize("credential", [CODE, OPERATOR])
async def test_with_a_credential_a_call_begins(credential: str) -> None:
    async with open_http(FakeAgent("a"), access_code=CODE, operator_token=OPERATOR) as client:
        assert (await client.post(TOKEN, headers=bearer(credential))).status_code == 200


@pytest.mark.parametrize("header", [b"Bearer \xff\xfe", b"\xc3\xa9", b"Bearer"])
async def test_a_strange_credential_is_a_wrong_one(header: bytes) -> None:
    async with open_http(FakeAgent("a"), access_code=CODE) as client:
        assert (await client.post(TOKEN, headers={b"Authorization": header})).status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/calls", "/metrics"])
async def test_callers_do_not_see_other_callers(path: str) -> None:
    async with open_http(FakeAgent("a"), access_code=CODE, operator_token=OPERATOR) as client:
        assert (await client.get(path, headers=bearer(CODE))).status_code == 403
        assert (await client.get(path, headers=bearer(OPERATOR))).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/calls", "/metrics"])
async def test_without_an_operators_credential_the_list_is_closed(path: str) -> None:
    async with open_http(FakeAgent("a"), access_code=CODE) as client:
        answer = await client.get(path, headers=bearer(CODE))
    assert answer.status_code == 403
    assert "PARLEY_CONTROL_PLANE_OPERATOR_TOKEN" in answer.json()["detail"]


@pytest.mark.parametrize("form", ["live", "ready"])
async def test_probes_need_no_credential(form: str) -> None:
    async with open_http(FakeAgent("a", manner="dead"), access_code=CODE) as client:
        assert (await client.get(f"/api/v1/health/{form}")).json() == {"status": "ok"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://127.0.0.1:8080.evil.example"},
        {"Origin": "http://[::1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_foreign_page_begins_no_call(headers: dict[str, str]) -> None:
    agent = FakeAgent("a")
    async with open_http(agent) as client:
        answer = await client.post(TOKEN, headers=headers)
        ended = await client.delete("/api/v1/calls/x", headers=headers)
    assert (answer.status_code, answer.json()["code"], agent.joins) == (403, "foreign_origin", [])
    assert ended.status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": "http://127.0.0.1:8080"}, {"Sec-Fetch-Site": "same-origin"}, {}])
async def test_our_own_page_begins_calls(headers: dict[str, str]) -> None:
    async with open_http(FakeAgent("a")) as client:
        assert (await client.post(TOKEN, headers=headers)).status_code == 200


async def test_an_allowed_foreign_page_begins_calls() -> None:
    async with open_http(FakeAgent("a"), allowed_origins="https://app.example") as client:
        headers = {"Origin": "https://app.example"}
        answer = await client.post(TOKEN, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "", "127.0.0.1.evil.example", "[::1"])
async def test_a_name_that_was_bent_to_us_is_refused(host: str) -> None:
    async with open_http(FakeAgent("a")) as client:
        answer = await client.get("/api/v1/calls", headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "unknown_host")


@pytest.mark.parametrize("host", ["localhost:8080", "[::1]:8080", "127.0.0.1", "LOCALHOST", "calls.example"])
async def test_our_own_names_are_known(host: str) -> None:
    async with open_http(FakeAgent("a"), allowed_hosts="calls.example") as client:
        assert (await client.get("/api/v1/health", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/v1/health", "/api/v1/nothing", "/assets/nothing.js"])
async def test_every_answer_tells_browsers_what_to_forbid(path: str) -> None:
    async with open_http(FakeAgent("a"), livekit_public_url="wss://media.example/rtc") as client:
        headers = (await client.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert "connect-src 'self' wss://media.example https://media.example;" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Permissions-Policy"].startswith("microphone=(self)")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", TOKEN, 405, "method_not_allowed"),
        ("GET", "/../../etc/passwd", 404, "not_found"),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404, "not_found"),
    ],
)
async def test_what_is_not_there_is_told_as_a_problem(method: str, path: str, status: int, code: str) -> None:
    async with open_http(FakeAgent("a")) as client:
        answer = await client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "sent",
    [
        {"X-Forwarded-For": "192.0.2.7"},
        {"Forwarded": "for=192.0.2.7"},
        {"Via": "1.1 proxy"},
        {"Origin": "https://pages.example"},
    ],
)
async def test_who_comes_through_a_proxy_or_from_another_page_is_not_this_machines_owner(
    sent: dict[str, str],
) -> None:
    async with open_http(FakeAgent("a"), allowed_origins="https://pages.example") as client:
        assert (await client.get("/api/v1/replicas")).status_code == 200
        assert (await client.get("/api/v1/replicas", headers=sent)).status_code == 403
        assert (await client.post(TOKEN, headers=sent)).status_code == 200


def asked(**scope: object) -> HTTPConnection:
    return HTTPConnection({"type": "websocket", "http_version": "1.1", "headers": [], **scope})


def test_without_keys_a_replica_of_this_machine_registers_and_none_from_behind_a_proxy() -> None:
    Credentials().service(asked())
    for relayed in ({"headers": [(b"x-forwarded-for", b"192.0.2.7")]}, {"http_version": "1.0"}):
        with pytest.raises(Problem) as refused:
            Credentials().service(asked(**relayed))
        assert refused.value.code == "service_keys_not_set"
