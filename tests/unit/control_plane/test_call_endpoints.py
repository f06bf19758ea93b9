from pathlib import Path

import pytest

from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.agent_service import FakeAgentService
from tests.fakes.control_plane.http import TOKEN, open_http

CALLS = "/api/v1/calls"


async def test_a_caller_sees_and_ends_his_call() -> None:
    agent = FakeAgent("http://inside:8000")
    async with open_http(agent) as client:
        session_id = (await client.post(TOKEN)).json()["session_id"]
        seen = (await client.get(f"{CALLS}/{session_id}")).json()
        ended = await client.delete(f"{CALLS}/{session_id}")
        again = await client.delete(f"{CALLS}/{session_id}")
    assert (seen["status"], seen["session_id"]) == ("active", session_id)
    assert (ended.json()["status"], ended.json()["reason"]) == ("ended", "leave_requested")
    assert (again.status_code, again.json()) == (200, ended.json())
    assert agent.live() == []


async def test_a_caller_is_not_told_where_services_are() -> None:
    async with open_http(FakeAgent("http://inside:8000")) as client:
        began = await client.post(TOKEN)
        seen = await client.get(f"{CALLS}/{began.json()['session_id']}")
    assert "inside" not in began.text + seen.text


@pytest.mark.parametrize("call_id", ["nothing", "%00", "x%20y", "%F0%9F%98%80"])
async def test_an_unknown_call_is_not_found(call_id: str) -> None:
    async with open_http(FakeAgent("a")) as client:
        seen, ended = await client.get(f"{CALLS}/{call_id}"), await client.delete(f"{CALLS}/{call_id}")
    assert (seen.status_code, ended.status_code) == (404, 404)


async def test_a_call_that_cannot_be_ended_now_says_when_to_come_back() -> None:
    agent = FakeAgent("a")
    async with open_http(agent) as client:
        session_id = (await client.post(TOKEN)).json()["session_id"]
        agent.manner = "dead"
        answer = await client.delete(f"{CALLS}/{session_id}")
    assert (answer.status_code, answer.json()["code"]) == (503, "agents_unreachable")
    assert answer.headers["Retry-After"]


async def test_an_operator_pages_through_all_calls() -> None:
    async with open_http(FakeAgent("a")) as client:
        began = {(await client.post(TOKEN)).json()["session_id"] for _ in range(5)}
        listed: list[str] = []
        query: dict[str, str | int] = {"limit": 2}
        while True:
            page = (await client.get(CALLS, params=query)).json()
            listed += [call["session_id"] for call in page["calls"]]
            if page["next"] is None:
                break
            query["after"] = page["next"]
    assert len(listed) == 5
    assert set(listed) == began


async def test_an_operator_filters_calls() -> None:
    async with open_http(FakeAgent("a")) as client:
        await client.post(TOKEN, json={"room": "lobby", "identity": "ann"})
        ended = (await client.post(TOKEN, json={"room": "attic", "identity": "bob"})).json()["session_id"]
        await client.delete(f"{CALLS}/{ended}")
        live = (await client.get(CALLS, params={"status": ["joining", "active"]})).json()["calls"]
        bobs = (await client.get(CALLS, params={"identity": "bob"})).json()["calls"]
    assert [(call["room"], call["replica"]) for call in live] == [("lobby", "http://a")]
    assert [call["session_id"] for call in bobs] == [ended]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("status=lost", "status"),
        ("after=x", "after"),
        ("after=99999999999999999999-x", "after"),
        ("sort=room", "sort"),
    ],
)
async def test_a_wrong_query_is_refused_by_the_field(query: str, field: str) -> None:
    async with open_http(FakeAgent("a")) as client:
        answer = await client.get(f"{CALLS}?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].split(".")[0] == field


async def test_health_tells_how_many_replicas_and_calls_there_are() -> None:
    async with open_http(FakeAgent("a"), FakeAgent("b", manner="dead")) as client:
        await client.post(TOKEN)
        body = (await client.get("/api/v1/health")).json()
    assert set(body) == {"status", "version", "replicas", "calls"}
    assert (body["status"], body["replicas"], body["calls"]) == ("degraded", 1, 1)


async def test_metrics_tell_how_token_requests_went() -> None:
    async with open_http(FakeAgent("a", capacity=1)) as client:
        await client.post(TOKEN)
        await client.post(TOKEN)
        told = (await client.get("/metrics")).text
    assert 'parley_control_plane_token_seconds_count{outcome="placed"} 1.0' in told
    assert 'parley_control_plane_token_seconds_count{outcome="full"} 1.0' in told
    assert 'parley_control_plane_agent_failures_total{code="full",operation="join"} 1.0' in told
    assert 'parley_control_plane_agents{state="available"} 1.0' in told


async def test_a_page_that_is_not_built_tells_how_to_build_it(tmp_path: Path) -> None:
    async with open_http(FakeAgent("a"), page=tmp_path / "dist") as client:
        answer = await client.get("/")
    assert answer.status_code == 503
    assert "npm --prefix web run build" in answer.text


async def test_the_page_is_served_and_its_hashed_files_are_cached(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<p>call</p>")
    (tmp_path / "assets" / "index-1a2b.js").write_text("call()")
    async with open_http(FakeAgent("a"), page=tmp_path) as client:
        page, script = await client.get("/"), await client.get("/assets/index-1a2b.js")
        missing = await client.get("/assets/other.js")
    assert (page.text, page.headers["Cache-Control"]) == ("<p>call</p>", "no-cache")
    assert "immutable" in script.headers["Cache-Control"]
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert missing.status_code == 404


async def test_an_answer_with_a_token_is_not_cached() -> None:
    async with open_http(FakeAgent("a")) as client:
        assert (await client.post(TOKEN)).headers["Cache-Control"] == "no-store"


async def test_an_unforeseen_failure_tells_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("hunter2")

    monkeypatch.setattr(FakeAgentService, "sessions", fail)
    async with open_http(FakeAgent("a")) as client:
        answer = await client.get(CALLS)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
