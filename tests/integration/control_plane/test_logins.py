"""Users' tokens of a real issuer over HTTP, at a control plane on a socket."""

import asyncio
import base64
import hashlib
import hmac
import json
import socket
import string
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import jwt
import pytest
import uvicorn
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import Request, Response
from fastapi.responses import PlainTextResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from control_plane.application.background import Background
from control_plane.domain.errors import CredentialRefused, IssuerUnavailable
from control_plane.infrastructure.oidc import issuer as issuer_module
from control_plane.infrastructure.oidc import key_cache
from control_plane.infrastructure.oidc.issuer import Issuer
from control_plane.infrastructure.oidc.key_cache import KeyCache
from control_plane.infrastructure.oidc.user_identities import OidcUserIdentities, TokenRules
from parley.issuer.keys import SigningKey, new_signing_key
from parley.issuer.local_issuer import LocalIssuer
from tests.fakes.agent_service import serve
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.http import TOKEN
from tests.fakes.control_plane.serving import serving

SOON_S = 10.0
AUDIENCE = "parley-under-test"
CALLS = "/api/v1/calls"
KEYS = "/api/v1/api-keys"
ADA: dict[str, object] = {"sub": "ada", "tenant": "acme"}
RSA = new_signing_key("RS256")
STRANGER = new_signing_key("ES256")
ANY = string.ascii_letters + string.digits + "-_."


def joined(parts: list[bytes]) -> str:
    return ".".join(base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in parts)


@dataclass
class World:
    """:ivar hold: the issuer answers only once this is set.
    :ivar odd: what it says instead, by path.
    :ivar asked: how often its keys were asked for.
    """

    issuer: LocalIssuer
    hold: asyncio.Event = field(default_factory=asyncio.Event)
    odd: dict[str, str] = field(default_factory=dict[str, str])
    asked: int = 0
    is_down: bool = False

    async def behave(self, request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        self.asked += request.url.path == "/jwks"
        await self.hold.wait()
        if self.is_down:
            return PlainTextResponse("down", 500)
        odd = self.odd.get(request.url.path)
        return await answer(request) if odd is None else PlainTextResponse(odd)


@asynccontextmanager
async def issuing(key: SigningKey | None = None) -> AsyncGenerator[World]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        world = World(LocalIssuer(f"http://127.0.0.1:{listener.getsockname()[1]}", AUDIENCE, key))
        world.hold.set()
        app = world.issuer.app()
        app.middleware("http")(world.behave)
        config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield world
        finally:
            world.hold.set()
            server.should_exit = server.force_exit = True
            await task


@asynccontextmanager
async def service(world: World, *urls: str, **changes: object) -> AsyncGenerator[httpx.AsyncClient]:
    told = {"oidc_issuer": world.issuer.url, "oidc_audience": AUDIENCE, "operator_token": "o" * 20}
    async with serving(*urls, **{**told, **changes}) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def status(client: httpx.AsyncClient, token: str) -> int:
    return (await client.get(CALLS, headers=bearer(token))).status_code


@pytest.mark.parametrize("key", [None, RSA], ids=["ES256", "RS256"])
async def test_a_user_who_has_logged_in_calls_and_sees_his_calls_alone(key: SigningKey | None) -> None:
    async with issuing(key) as world, serve(FakeAgent()) as agent, service(world, agent.url) as client:
        ada, bob = (bearer(world.issuer.token({**ADA, "sub": sub})) for sub in ("ada", "bob"))
        boss = bearer(world.issuer.token({**ADA, "sub": "eve", "roles": ["admin"]}))
        foreign = bearer(world.issuer.token({**ADA, "tenant": "zeta", "roles": ["admin"]}))
        superadmin = bearer(world.issuer.token({**ADA, "tenant": "ops", "roles": ["superadmin"]}))
        call = (await client.post(TOKEN, headers=ada)).json()
        path = f"{CALLS}/{call['session_id']}"
        found = [(await client.get(path, headers=by)).status_code for by in (ada, bob, boss, foreign, superadmin)]
        lists = [
            len((await client.get(CALLS, headers=by)).json()["calls"])
            for by in (ada, bob, boss, foreign, superadmin)
        ]
        fleet = [(await client.get("/api/v1/replicas", headers=by)).status_code for by in (ada, boss, superadmin)]
        again = (await client.post(TOKEN, json={"room": call["room"]}, headers=ada)).json()
        taken = await client.post(TOKEN, json={"room": call["room"]}, headers=bob)
        nowhere = await client.post(TOKEN, json={"room": call["room"]}, headers=foreign)
    assert found == [200, 404, 200, 404, 200]
    assert lists == [1, 0, 1, 0, 1]
    assert fleet == [403, 403, 200]
    assert again["session_id"] == call["session_id"]
    assert (taken.status_code, nowhere.status_code) == (409, 404)
    assert call["identity"].startswith("user-")
    assert "ada" not in call["identity"]
    assert "ada" not in json.dumps(agent.joins[0].metadata)


async def test_a_user_has_the_identity_of_the_login_and_no_other() -> None:
    async with issuing() as world, serve(FakeAgent()) as agent, service(world, agent.url) as client:
        answer = await client.post(TOKEN, json={"identity": "bob"}, headers=bearer(world.issuer.token(ADA)))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "identity")


async def test_an_admin_makes_a_key_for_a_server_of_his_tenant() -> None:
    async with issuing() as world, serve(FakeAgent()) as agent, service(world, agent.url) as client:
        admin = bearer(world.issuer.token({**ADA, "roles": ["admin"]}))
        made = (await client.post(KEYS, json={"name": "till"}, headers=admin)).json()
        elsewhere = await client.post(KEYS, json={"name": "till", "tenant": "zeta"}, headers=admin)
        user = await client.post(KEYS, json={"name": "till"}, headers=bearer(world.issuer.token(ADA)))
        foreign = bearer(world.issuer.token({**ADA, "tenant": "zeta", "roles": ["admin"]}))
        theirs = await client.delete(f"{KEYS}/{made['key_id']}", headers=foreign)
        call = (await client.post(TOKEN, headers=bearer(made["key"]))).json()
        seen = await client.get(f"{CALLS}/{call['session_id']}", headers=admin)
    assert (made["tenant"], made["created_by"]) == ("acme", "user:ada")
    assert (elsewhere.status_code, user.status_code, theirs.status_code) == (403, 403, 404)
    assert seen.status_code == 200


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def claims(world: World, **changes: object) -> dict[str, object]:
    now = int(time.time())
    return {"iss": world.issuer.url, "aud": AUDIENCE, "exp": now + 60, **ADA, **changes}


def signed(world: World, header: dict[str, object], key: SigningKey | None = None, **changes: object) -> str:
    signs = key or world.issuer.signs
    return jwt.encode(
        claims(world, **changes), signs.private, signs.algorithm, {"kid": world.issuer.signs.kid, **header}
    )


def unsigned(world: World, algorithm: str) -> str:
    return f"{part({'alg': algorithm, 'typ': 'JWT', 'kid': world.issuer.signs.kid})}.{part(claims(world))}."


def with_public_key(world: World, shape: Callable[[SigningKey], bytes]) -> str:
    """HS256 with what everybody can read as the secret."""
    text = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': world.issuer.signs.kid})}.{part(claims(world))}"
    digest = hmac.digest(shape(world.issuer.signs), text.encode(), hashlib.sha256)
    return f"{text}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def pem(key: SigningKey) -> bytes:
    return key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def cut(token: str, which: int, new: str) -> str:
    parts = token.split(".")
    parts[which] = new
    return ".".join(parts)


FORGED: dict[str, Callable[[World], str]] = {
    "signed by a stranger who names a known key": lambda w: signed(w, {}, STRANGER),
    "signed by a stranger": lambda w: signed(w, {"kid": STRANGER.kid}, STRANGER),
    "a stranger's key in the header": lambda w: signed(w, {"jwk": STRANGER.published()}, STRANGER),
    "a stranger's keys by address": lambda w: signed(w, {"jku": "http://127.0.0.1:9/jwks"}, STRANGER),
    "no signature": lambda w: unsigned(w, "none") + "AA",
    "no signature at all": lambda w: unsigned(w, "none"),
    "no signature, oddly written": lambda w: unsigned(w, "nOnE") + "AA",
    "an empty signature of a known way": lambda w: unsigned(w, "RS256") + "AA",
    "HS256 with the public key": lambda w: with_public_key(w, pem),
    "HS256 with the published key": lambda w: with_public_key(w, lambda k: json.dumps(k.published()).encode()),
    "another way of signing than the key's": lambda w: cut(
        w.issuer.token(ADA), 0, part({"alg": "ES256", "kid": w.issuer.signs.kid})
    ),
    "another user under the same signature": lambda w: cut(w.issuer.token(ADA), 1, part(claims(w, sub="eve"))),
    "expired": lambda w: signed(w, {}, exp=int(time.time()) - 60),
    "not valid yet": lambda w: signed(w, {}, nbf=int(time.time()) + 60),
    "from the future": lambda w: signed(w, {}, iat=int(time.time()) + 3600),
    "for another audience": lambda w: signed(w, {}, aud="another-service"),
    "for no audience": lambda w: signed(w, {}, aud=[]),
    "of another issuer": lambda w: signed(w, {}, iss="https://login.example"),
    "of an issuer that looks alike": lambda w: signed(w, {}, iss=w.issuer.url + "/"),
    "without an end": lambda w: signed(w, {}, exp=None),
    "with an end beyond all numbers": lambda w: signed(w, {}, exp=float("inf")),
    "with an end in words": lambda w: signed(w, {}, exp="tomorrow"),
    "with a critical extension": lambda w: signed(w, {"crit": ["x"], "x": 1}),
    "without a subject": lambda w: signed(w, {}, sub=None),
    "with a number for a subject": lambda w: signed(w, {}, sub=7),
    "oversized": lambda w: w.issuer.token({**ADA, "groups": ["g" * 100] * 200}),
    "nested beyond the stack": lambda _w: base64.urlsafe_b64encode(b"[" * 5000).decode().rstrip("=") + ".e30.AA",
    "a list for a header": lambda _w: part([]) + ".e30.AA",
    "a list for a way of signing": lambda _w: part({"alg": ["RS256"], "kid": {}}) + ".e30.AA",
    "no token": lambda _w: "hello",
    "dots": lambda _w: "..",
    "not of base64": lambda _w: "a.b!.c",
    "five parts": lambda w: w.issuer.token(ADA) + ".a.b",
}


async def test_no_forged_or_spoilt_token_opens_anything() -> None:
    async with issuing(RSA) as world, service(world) as client:
        assert await status(client, world.issuer.token(ADA)) == 200
        told = {what: await status(client, forge(world)) for what, forge in FORGED.items()}
    assert {what: code for what, code in told.items() if code != 401} == {}


async def test_a_malformed_header_opens_nothing() -> None:
    async with issuing() as world, service(world) as client:
        token = world.issuer.token(ADA).encode()
        sent = [
            token,
            b"Basic " + token,
            b"Bearer",
            b"Bearer a b",
            b"Bearer \xff\xfe",
            b"Bearer " + token + b" x",
        ]
        for header in sent:
            assert (await client.get(CALLS, headers={b"Authorization": header})).status_code == 401, header
        assert (await client.get(CALLS, headers={b"Authorization": b"bEaReR " + token})).status_code == 200


async def test_a_token_without_tenant_is_refused_with_the_reason() -> None:
    async with issuing() as world, service(world) as client:
        answer = await client.get(
            CALLS, headers=bearer(world.issuer.token({"sub": "ada", "roles": ["superadmin"]}))
        )
    assert (answer.status_code, answer.json()["code"]) == (403, "no_tenant")
    assert "'tenant'" in answer.json()["detail"]


async def test_a_clock_that_differs_a_little_does_not_matter() -> None:
    async with issuing() as world, service(world, oidc_leeway_s=10) as client:
        assert await status(client, signed(world, {}, exp=int(time.time()) - 3)) == 200
        assert await status(client, signed(world, {}, nbf=int(time.time()) + 5)) == 200


async def test_a_weak_key_is_refused_although_the_issuer_has_it() -> None:
    async with issuing(new_signing_key("RS256", rsa_bits=1024)) as world, service(world) as client:
        with pytest.warns(jwt.warnings.InsecureKeyLengthWarning):
            token = world.issuer.token(ADA)
        assert await status(client, token) == 401


async def test_without_a_login_nobody_calls_and_the_page_is_told_so() -> None:
    async with issuing() as world, service(world) as client:
        answer = await client.post(TOKEN, headers={"Origin": str(client.base_url).rstrip("/")})
    assert (answer.status_code, answer.json()["code"]) == (401, "login_needed")


async def test_anonymous_calls_may_be_allowed_beside_logins() -> None:
    async with (
        issuing() as world,
        serve(FakeAgent()) as agent,
        service(world, agent.url, anonymous_calls=True) as client,
    ):
        call = (await client.post(TOKEN)).json()
        seen = await client.get(f"{CALLS}/{call['session_id']}", headers=bearer(world.issuer.token(ADA)))
        replicas = await client.get("/api/v1/replicas")
    assert (seen.status_code, replicas.status_code) == (404, 403)


async def test_a_new_key_of_the_issuer_is_found_and_an_old_token_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_cache, "PAUSE_S", 0.0)
    async with issuing() as world, service(world) as client:
        old = world.issuer.token(ADA)
        assert await status(client, old) == 200
        world.issuer.rotate(RSA)
        assert await status(client, world.issuer.token(ADA)) == 200
        assert await status(client, old) == 200


async def test_a_withdrawn_key_opens_nothing_once_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_cache, "PAUSE_S", 0.0)
    async with issuing() as world, service(world) as client:
        stolen = world.issuer.token(ADA)
        assert await status(client, stolen) == 200
        world.issuer.rotate(RSA)
        del world.issuer.published[0]
        assert await status(client, world.issuer.token(ADA)) == 200
        assert await status(client, stolen) == 401


async def test_a_withdrawn_key_opens_nothing_after_a_while_although_nobody_asks_for_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(key_cache, "PAUSE_S", 0.0)
    monkeypatch.setattr(key_cache, "RENEWED_EVERY_S", 0.1)
    async with issuing() as world, service(world) as client:
        stolen = world.issuer.token(ADA)
        assert await status(client, stolen) == 200
        world.issuer.rotate(RSA)
        del world.issuer.published[0]
        async with asyncio.timeout(SOON_S):
            while await status(client, stolen) == 200:
                await asyncio.sleep(0.05)


async def test_tokens_with_unknown_keys_do_not_make_us_ask_the_issuer_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(key_cache, "PAUSE_S", 600.0)
    async with issuing() as world, service(world) as client:
        await asyncio.gather(*(status(client, world.issuer.token(ADA)) for _ in range(10)))
        forged = [signed(world, {"kid": f"k{number}"}) for number in range(50)]
        assert set(await asyncio.gather(*(status(client, token) for token in forged))) == {401}
    assert world.asked == 1


async def test_while_the_issuer_is_down_known_keys_work_and_unknown_ones_are_503(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(key_cache, "PAUSE_S", 0.0)
    async with issuing() as world, service(world) as client:
        assert await status(client, world.issuer.token(ADA)) == 200
        world.is_down = True
        assert await status(client, world.issuer.token(ADA)) == 200
        world.issuer.rotate(RSA)
        answer = await client.get(CALLS, headers=bearer(world.issuer.token(ADA)))
        assert (answer.status_code, answer.json()["code"]) == (503, "issuer_unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        world.is_down = False
        assert await status(client, world.issuer.token(ADA)) == 200


async def test_an_issuer_that_never_was_there_is_a_503() -> None:
    async with issuing() as world:
        world.is_down = True
        async with service(world) as client:
            assert await status(client, world.issuer.token(ADA)) == 503
            assert (await client.get("/api/v1/health/ready")).status_code == 200
            assert (await client.get(CALLS, headers=bearer("o" * 20))).status_code == 200


async def test_a_slow_issuer_holds_up_nobody_whose_key_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_cache, "PAUSE_S", 0.0)
    async with issuing() as world, service(world) as client:
        token = world.issuer.token(ADA)
        assert await status(client, token) == 200
        world.hold.clear()
        unknown = asyncio.create_task(status(client, signed(world, {"kid": "k"})))
        async with asyncio.timeout(issuer_module.ANSWERS_WITHIN_S):
            assert await status(client, token) == 200
        assert not unknown.done()
        world.hold.set()
        assert await unknown == 401


async def test_a_slow_issuer_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuer_module, "ANSWERS_WITHIN_S", 0.2)
    async with issuing() as world:
        world.hold.clear()
        async with service(world) as client:
            assert await status(client, world.issuer.token(ADA)) == 503
        world.hold.set()


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks"])
@pytest.mark.parametrize(
    "body", ["<html>", "[]", "{}", '{"keys": 7, "issuer": 7}', "[" * 3000, "{" + " " * 300_000 + "}"]
)
async def test_an_issuer_that_makes_no_sense_is_a_503(path: str, body: str) -> None:
    async with issuing() as world:
        world.odd[path] = body
        async with service(world) as client:
            assert await status(client, world.issuer.token(ADA)) == 503


@pytest.mark.parametrize("changes", [{"issuer": "https://login.example"}, {"jwks_uri": "file:///etc/passwd"}])
async def test_a_discovery_document_of_somebody_else_is_not_followed(changes: dict[str, str]) -> None:
    async with issuing() as world:
        told = {"issuer": world.issuer.url, "jwks_uri": world.issuer.url + "/jwks", **changes}
        world.odd["/.well-known/openid-configuration"] = json.dumps(told)
        async with service(world) as client:
            assert await status(client, world.issuer.token(ADA)) == 503
    assert world.asked == 0


@pytest.mark.parametrize(
    "keys",
    [
        [],
        [7, None, "k"],
        [{"kty": "oct", "k": "c2VjcmV0", "kid": "KID", "alg": "HS256"}],
        [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "KID"}],
        [{"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "KID"}],
        [{"kid": "KID"}],
        [{"kty": "EC", "crv": ["P-256"], "kid": "KID"}],
    ],
)
async def test_keys_that_are_none_open_nothing(keys: list[object]) -> None:
    async with issuing() as world:
        world.odd["/jwks"] = json.dumps({"keys": keys}).replace("KID", world.issuer.signs.kid)
        async with service(world) as client:
            assert await status(client, world.issuer.token(ADA)) == 401


@given(
    token=st.text(alphabet=ANY, max_size=60) | st.lists(st.binary(max_size=40), min_size=3, max_size=3).map(joined)
)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_as_a_token_is_refused_and_breaks_nothing(token: str) -> None:
    keys = KeyCache(Issuer("http://127.0.0.1:9"), Background())
    users = OidcUserIdentities(keys, TokenRules("http://127.0.0.1:9", AUDIENCE, "roles", "tenant", 0))

    async def identify() -> None:
        with pytest.raises((CredentialRefused, IssuerUnavailable)):
            await users.identify(token)

    asyncio.run(identify())
