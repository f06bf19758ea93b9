"""The agent service's HTTP API."""

import itertools
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal

import httpx
import pytest
from fastapi import FastAPI

from application.billing.caps import Caps
from application.use_cases.check_health import CheckHealth
from domain.entities.bill import Leg
from domain.entities.tariff import Tariff
from domain.entities.usage import Unit, Used
from domain.errors import MediaUnavailable
from presentation.http.app import BODY_MAX_BYTES, create_app
from presentation.http.metrics import CallMetrics
from service_tokens.gate import TokenGate
from service_tokens.tokens import Audience
from tests.fakes.service_keys import SECRET, gate, tokens
from tests.fakes.transport import FakeCallTransport
from tests.unit.application.service import FakeService

SPOKEN = Used("elevenlabs", "eleven_flash_v2_5", Unit.CHARACTERS_SPOKEN, Decimal("1E+2"), is_reported=True)
TINY = Tariff(date(2026, 11, 1), {("elevenlabs", "eleven_flash_v2_5", Unit.CHARACTERS_SPOKEN): Decimal("1E-9")})


@asynccontextmanager
async def _nothing_to_start(_: FastAPI) -> AsyncGenerator[None, None]:
    yield


@asynccontextmanager
async def api(
    service: FakeService | None = None, token_gate: TokenGate | None = None
) -> AsyncGenerator[httpx.AsyncClient, None]:
    service = service or FakeService()
    app = create_app(
        join_call=service.join,
        leave_call=service.leave,
        hand_over_call=service.hand_over,
        list_sessions=service.sessions,
        check_health=service.health,
        metrics=CallMetrics(service.calls),
        version="1.2.3",
        gate=token_gate,
        lifespan=_nothing_to_start,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


async def test_joining_answers_with_the_session() -> None:
    async with api() as client:
        answer = await client.post("/join", json={"room": "r", "user_id": "ada", "call_id": "c1"})
    assert answer.status_code == 200
    assert answer.json() == {"session_id": "c1", "room": "r", "status": "active"}


async def test_leaving_answers_left_by_session_and_by_room() -> None:
    async with api() as client:
        await client.post("/join", json={"room": "r", "user_id": "ada", "call_id": "c1"})
        by_session = await client.post("/leave", json={"session_id": "c1"})
        by_room = await client.post("/leave", json={"room": "r"})
    assert by_session.json() == by_room.json() == {"session_id": "c1", "status": "left"}


async def test_a_call_is_handed_over_once_its_standby_is_there() -> None:
    service, order = FakeService(), {"session_id": "c1", "epoch": 1, "successor_epoch": 2, "within_s": 1}
    async with api(service) as client:
        unknown = await client.post("/hand-over", json=order)
        await client.post("/join", json={"room": "r", "user_id": "ada", "call_id": "c1"})
        alone = await client.post("/hand-over", json=order)
        service.transport.carried[0].standbys.add("agent-c1-2")
        done = await client.post("/hand-over", json=order)
        again = await client.post("/hand-over", json=order)
    assert (unknown.status_code, alone.status_code, alone.json()["code"]) == (404, 409, "not_movable")
    assert done.json() == again.json() == {"session_id": "c1", "status": "handed_over"}


async def test_a_standby_is_joined_as_one() -> None:
    async with api() as client:
        body = {"room": "r", "user_id": "ada", "call_id": "c1", "epoch": 2, "standby": True}
        answer = await client.post("/join", json=body)
    assert answer.json() == {"session_id": "c1", "room": "r", "status": "standby"}


async def test_leaving_an_unknown_session_is_404() -> None:
    async with api() as client:
        answer = await client.post("/leave", json={"session_id": "nobody"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "session_not_found"


async def test_sessions_are_listed_with_what_is_known_of_them() -> None:
    async with api() as client:
        await client.post(
            "/join", json={"room": "r", "user_id": "ada", "call_id": "c1", "metadata": {"plan": "pro"}}
        )
        listed = (await client.get("/sessions", params={"status": "active", "user_id": "ada"})).json()
        one = (await client.get("/sessions/c1")).json()
    assert listed == {"sessions": [one], "next": None}
    assert (one["room"], one["turns"], one["reason"], one["metadata"]) == ("r", 0, None, {"plan": "pro"})
    assert one["started_at"].startswith("2026-01-01T00:00:00")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"user_id": "ada"}, "room"),
        ({"room": "", "user_id": "ada"}, "room"),
        ({"room": "r" * 129, "user_id": "ada"}, "room"),
        ({"room": "r\n", "user_id": "ada"}, "room"),
        ({"room": "r", "user_id": 7}, "user_id"),
        ({"room": "r", "user_id": "Agent-1"}, "user_id"),
        ({"room": "r", "user_id": "ada", "epoch": 0}, "epoch"),
        ({"room": "r", "user_id": "ada", "metadata": {"much": "x" * 9000}}, "metadata"),
        ({"room": "r", "user_id": "ada", "metadata": {"deep": [[[[[[[[["x"]]]]]]]]]}}, "metadata"),
        ({"room": "r", "user_id": "ada", "metadata": "much"}, "metadata"),
        ({"room": "r", "user_id": "ada", "rooom": "r"}, "rooom"),
    ],
)
async def test_a_bad_field_is_422_and_named(body: dict[str, object], field: str) -> None:
    async with api() as client:
        answer = await client.post("/join", json=body)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_what_was_sent_is_not_sent_back_in_errors() -> None:
    async with api() as client:
        answer = await client.post("/join", json={"room": "r", "user_id": ["swordfish"]})
    assert "swordfish" not in answer.text


async def test_leaving_needs_exactly_one_name() -> None:
    async with api() as client:
        for body in ({}, {"session_id": "c1", "room": "r"}):
            assert (await client.post("/leave", json=body)).status_code == 422


async def test_json_that_is_none_is_422() -> None:
    async with api() as client:
        answer = await client.post("/join", content=b"{", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert [each["field"] for each in answer.json()["errors"]] == ["body"]


async def test_metadata_that_is_no_text_is_422() -> None:
    async with api() as client:
        body = b'{"room": "r", "user_id": "ada", "metadata": {"plan": "\\ud800"}}'
        answer = await client.post("/join", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422


async def test_without_a_token_only_loopback_names_are_answered_to() -> None:
    async with api() as client:
        answer = await client.get("/sessions", headers={"Host": "evil.example:8000"})
    assert answer.status_code == 400


async def test_a_body_that_is_too_long_is_413() -> None:
    async with api() as client:
        answer = await client.post("/join", content=b" " * (BODY_MAX_BYTES + 1))
    assert answer.status_code == 413


async def test_a_full_service_is_503_and_says_when_to_try_again() -> None:
    async with api() as client:
        for name in "abc":
            await client.post("/join", json={"room": name, "user_id": name})
        answer = await client.post("/join", json={"room": "d", "user_id": "d"})
    assert (answer.status_code, answer.json()["code"]) == (503, "full")
    assert int(answer.headers["retry-after"]) > 0


async def test_another_callers_room_is_409() -> None:
    async with api() as client:
        await client.post("/join", json={"room": "r", "user_id": "ada"})
        answer = await client.post("/join", json={"room": "r", "user_id": "eve"})
    assert (answer.status_code, answer.json()["code"]) == (409, "room_taken")


async def test_a_media_server_that_is_away_is_503_and_shows_in_health() -> None:
    service = FakeService(FakeCallTransport(refusal=lambda: MediaUnavailable("LiveKit is away")))
    service.transport.reachable = False
    async with api(service) as client:
        joined = await client.post("/join", json={"room": "r", "user_id": "ada"})
        health = await client.get("/health")
        ready = await client.get("/health/ready")
    assert (joined.status_code, joined.json()["detail"]) == (503, "LiveKit is away")
    assert health.json() == {
        "status": "degraded",
        "version": "1.2.3",
        "sessions": 0,
        "capacity": 3,
        "media": "unreachable",
        "providers": [],
        "lag_ms": 0,
        "busy": False,
    }
    assert ready.status_code == 503


async def test_liveness_and_readiness_are_told_apart() -> None:
    async with api() as client:
        assert (await client.get("/health/live")).status_code == 204
        assert (await client.get("/health/ready")).status_code == 200


@pytest.mark.parametrize("path", ["/health/able", "/health/ready"])
async def test_what_is_said_of_readiness_is_what_it_was_judged_by(path: str) -> None:
    service, changes = FakeService(), itertools.cycle([True, False])

    async def reachable_now_and_then() -> bool:
        return next(changes)

    service.health = CheckHealth(
        calls=service.calls, is_reachable=reachable_now_and_then, providers=service.providers
    )
    async with api(service) as client:
        answers = [await client.get(path) for _ in range(4)]
    said = [(answer.status_code, answer.json()["status"]) for answer in answers]
    assert said == [(200, "ok"), (503, "degraded")] * 2


async def test_a_full_service_is_not_ready_but_able() -> None:
    service = FakeService()
    async with api(service) as client:
        for number in range(service.calls.capacity):
            await client.post("/join", json={"room": f"r{number}", "user_id": "ada"})
        ready, able = await client.get("/health/ready"), await client.get("/health/able")
    assert (ready.status_code, able.status_code) == (503, 200)


async def test_a_service_that_drains_is_not_able_but_alive() -> None:
    service = FakeService()
    async with api(service) as client:
        await service.calls.stop()
        able, alive = await client.get("/health/able"), await client.get("/health/live")
    assert (able.status_code, alive.status_code) == (503, 204)
    assert able.json()["status"] == "draining"


async def test_commands_need_a_service_token_when_there_are_keys() -> None:
    async with api(token_gate=gate(Audience.AGENT)) as client:
        without = await client.post("/join", json={"room": "r", "user_id": "ada"})
        wrong = await client.get("/sessions", headers={"Authorization": "Bearer guess"})
        right = await client.get("/sessions", headers={"Authorization": tokens(Audience.AGENT).header()})
        health = await client.get("/health")
    assert [each.status_code for each in (without, wrong, right, health)] == [401, 401, 200, 200]
    assert without.headers["www-authenticate"] == "Bearer"
    assert SECRET not in without.text
    assert "PARLEY_SERVICE_KEYS" in without.json()["detail"]


async def test_refused_commands_are_counted_and_audited(caplog: pytest.LogCaptureFixture) -> None:
    async with api(token_gate=gate(Audience.AGENT)) as client:
        used = tokens(Audience.AGENT).header()
        await client.get("/sessions", headers={"Authorization": used})
        again = await client.get("/sessions", headers={"Authorization": used})
        for_another = await client.post(
            "/join", headers={"Authorization": tokens(Audience.CONTROL_PLANE).header()}
        )
        metrics = (await client.get("/metrics")).text
    assert (again.status_code, for_another.status_code) == (401, 401)
    assert 'parley_service_tokens_refused_total{reason="replayed"} 1.0' in metrics
    assert 'parley_service_tokens_refused_total{reason="audience"} 1.0' in metrics
    told = [json.loads(record.getMessage()) for record in caplog.records if record.name == "parley.audit"]
    assert [(each["what"], each["reason"]) for each in told] == [
        ("GET /sessions", "replayed"),
        ("POST /join", "audience"),
    ]


async def test_a_session_says_what_it_cost_in_plain_decimals() -> None:
    service = FakeService(tariff=TINY)
    async with api(service) as client:
        await client.post(
            "/join",
            json={"room": "r", "user_id": "ada", "call_id": "c1", "metadata": {"tenant": "acme", "owner": "0a1b"}},
        )
        conversation = service.transport.carried[0].conversation
        conversation.used(Leg.SPEAKING, (SPOKEN, Used("openai", "gpt-9", Unit.OUTPUT_TOKENS, Decimal(5))))
        await conversation.heard("Hello.", interrupted=False)
        told = (await client.get("/sessions/c1")).json()
    priced, unpriced = told["cost"].pop("charges")
    assert (told["tenant"], told["owner"]) == ("acme", "0a1b")
    assert told["cost"] == {"amount": "0.0000001", "currency": "USD", "unpriced": 1}
    assert priced == {
        "leg": "tts",
        "specialist": "supervisor",
        "provider": "elevenlabs",
        "model": "eleven_flash_v2_5",
        "unit": "characters_spoken",
        "amount": "100",
        "is_reported": True,
        "cost": "0.0000001",
    }
    assert (unpriced["model"], unpriced["amount"], unpriced["cost"]) == ("gpt-9", "5", None)


async def test_a_tenant_that_has_spent_its_money_is_429_and_told_when_to_come_back() -> None:
    service = FakeService(caps=Caps(tenant_day=Decimal(1)))
    await service.spending.add("default", service.clock.now.date(), Decimal(1))
    async with api(service) as client:
        answer = await client.post("/join", json={"room": "r", "user_id": "ada"})
    assert (answer.status_code, answer.json()["code"]) == (429, "spent")
    assert answer.headers["retry-after"] == "86400"


async def test_an_unknown_path_is_a_problem_too() -> None:
    async with api() as client:
        answer = await client.get("/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_metrics_are_what_prometheus_reads() -> None:
    async with api() as client:
        answer = await client.get("/metrics")
    assert "parley_calls_live 0.0" in answer.text
