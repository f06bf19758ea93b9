"""How much may be asked for."""

import httpx
import pytest

from control_plane.domain.entities.asker import Asker
from control_plane.domain.entities.principal import Principal, Proof, Role
from control_plane.domain.errors import CallNotPlaced, TenantFull
from control_plane.presentation.http.asker import counted_address
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.desk import open_desk
from tests.fakes.control_plane.http import TOKEN, open_http

CODE = "correct-horse-battery"
OPERATOR = "operators-own-token"


def of_tenant(tenant: str) -> Principal:
    return Principal(f"key:{tenant}", tenant, Role.USER, Proof.API_KEY)


async def test_one_too_many_is_told_when_to_come_back() -> None:
    async with open_http(FakeAgent("a"), requests_per_minute=3, operator_token=OPERATOR) as client:
        answers = [await client.post(TOKEN) for _ in range(4)]
        metrics = (await client.get("/metrics", headers={"Authorization": f"Bearer {OPERATOR}"})).text
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json()["code"] == "too_many_requests"
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 120
    assert 'requests_limited_total{by="address"} 1.0' in metrics


async def test_guessing_a_credential_is_limited_as_well() -> None:
    async with open_http(FakeAgent("a"), requests_per_minute=3, access_code=CODE) as client:
        guesses = [await client.post(TOKEN, headers={"Authorization": f"Bearer {n}"}) for n in range(4)]
    assert [answer.status_code for answer in guesses] == [401, 401, 401, 429]


async def test_an_operator_is_not_limited() -> None:
    shown = {"Authorization": f"Bearer {OPERATOR}"}
    async with open_http(FakeAgent("a"), requests_per_minute=1, operator_token=OPERATOR) as client:
        answers = [await client.get("/api/v1/replicas", headers=shown) for _ in range(9)]
    assert {answer.status_code for answer in answers} == {200}


async def test_a_flood_is_turned_away_before_anybody_looks_at_it() -> None:
    async with open_http(FakeAgent("a"), requests_per_minute=1, operator_token=OPERATOR) as client:
        answers = [await client.get("/api/v1/nothing") for _ in range(11)]
        guess = await client.get("/metrics", headers={"Authorization": "Bearer guessed"})
        metrics = (await client.get("/metrics", headers={"Authorization": f"Bearer {OPERATOR}"})).text
        probes: list[httpx.Response] = [await client.get("/api/v1/health/ready") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [404] * 10 + [429]
    assert guess.status_code == 429
    assert 'requests_limited_total{by="flood"} 2.0' in metrics
    assert {probe.status_code for probe in probes} == {200}


async def test_on_a_laptop_there_is_no_limit_unless_one_is_set() -> None:
    async with open_http(FakeAgent("a", capacity=200)) as client:
        answers = [await client.post(TOKEN) for _ in range(120)]
    assert {answer.status_code for answer in answers} == {200}


async def test_a_tenant_has_so_many_calls_at_once() -> None:
    async with open_desk(FakeAgent("a"), most_of_tenant=2) as desk:
        first = await desk.begin("one", "ann", by=of_tenant("acme"))
        await desk.begin("two", "bob", by=of_tenant("acme"))
        with pytest.raises(TenantFull):
            await desk.begin("three", "cy", by=of_tenant("acme"))
        await desk.begin("three", "cy", by=of_tenant("another"))
        back = await desk.begin("one", "ann", by=of_tenant("acme"))
    assert back.call.call_id == first.call.call_id


async def test_a_call_that_found_no_place_does_not_count_for_its_tenant() -> None:
    async with open_desk(FakeAgent("a", capacity=0), most_of_tenant=1) as desk:
        for _ in range(3):
            with pytest.raises(CallNotPlaced):
                await desk.begin(None, None, by=of_tenant("acme"))


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("10.1.2.3, 10.9.9.9", ""),
        ("", ""),
    ],
)
def test_addresses_are_counted_by_who_can_have_them(address: str, counted: str) -> None:
    assert counted_address(address) == counted


def test_a_user_is_counted_wherever_he_asks_from() -> None:
    def key(subject: str, tenant: str, address: str) -> str:
        return Asker(subject, tenant, address, is_named=True).key

    assert key("ann", "acme", "10.0.0.1") == key("ann", "acme", "10.0.0.2")
    assert key("ann", "acme", "10.0.0.1") != key("ann", "other", "10.0.0.1")


def test_who_could_begin_a_new_session_with_each_request_is_counted_by_address() -> None:
    assert Asker("page:1", "t", "10.0.0.1").key == Asker("page:2", "t", "10.0.0.1").key
