"""What a service asks of a token."""

import base64
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_tokens.gate import LEEWAY_S, TokenGate, TokenRefused
from service_tokens.key_ring import KeyRing
from service_tokens.seen import SeenTokens
from service_tokens.tokens import LIFE_S, Audience, ServiceTokens
from tests.fakes.service_keys import KEYS, OTHER_KEYS, SECRET, gate, tokens

AGENT = Audience.AGENT


def at(offset_s: float) -> str:
    return ServiceTokens(KeyRing.parse(KEYS), AGENT, lambda: time.time() + offset_s).header()


def signed(claims: Mapping[str, object], secret: str = SECRET, headers: Mapping[str, object] | None = None) -> str:
    return f"Bearer {jwt.encode(dict(claims), secret, 'HS256', headers=dict(headers or {'kid': 'test'}))}"


def good(**changes: object) -> dict[str, object]:
    now_s = int(time.time())
    return {"aud": AGENT.value, "iat": now_s, "exp": now_s + LIFE_S, "jti": "j1", **changes}


def without(claim: str) -> dict[str, object]:
    return {name: value for name, value in good().items() if name != claim}


def unsigned() -> str:
    parts = ({"alg": "none", "kid": "test"}, good())
    return (
        "Bearer "
        + ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
        + "."
    )


def refusal(shown: str | None, at_gate: TokenGate | None = None) -> str:
    with pytest.raises(TokenRefused) as refused:
        (at_gate or gate(AGENT)).check(shown)
    assert SECRET not in str(refused.value)
    return refused.value.reason


def test_each_token_passes_once() -> None:
    door, issued = gate(AGENT), tokens(AGENT).header()
    door.check(issued)
    assert refusal(issued, door) == "replayed"
    door.check(tokens(AGENT).header())


def test_clocks_may_differ_by_the_leeway() -> None:
    gate(AGENT).check(at(LEEWAY_S - 2))
    gate(AGENT).check(at(-LIFE_S - LEEWAY_S + 2))


@pytest.mark.parametrize(
    ("show", "reason"),
    [
        (lambda: None, "missing"),
        (lambda: "", "missing"),
        (lambda: "Bearer", "missing"),
        (lambda: "Basic dTpw", "missing"),
        (lambda: "Bearer x", "malformed"),
        (lambda: "Bearer a.b.c", "malformed"),
        (lambda: "Bearer \u00fc.\u00fc.\u00fc", "malformed"),
        (lambda: f"Bearer {'a' * 3_000}", "malformed"),
        (lambda: unsigned(), "malformed"),
        (lambda: signed(good(), headers={"kid": "2020-01"}), "unknown_key"),
        (lambda: signed(good(), headers={"typ": "JWT"}), "unknown_key"),
        (lambda: tokens(AGENT, OTHER_KEYS).header(), "unknown_key"),
        (lambda: signed(good(), secret="guessed-" * 4), "forged"),
        (lambda: at(-LIFE_S - LEEWAY_S - 2), "expired"),
        (lambda: at(LEEWAY_S + 2), "early"),
        (lambda: tokens(Audience.CONTROL_PLANE).header(), "audience"),
        (lambda: signed(good(aud=[AGENT.value, Audience.CONTROL_PLANE.value])), "audience"),
        (lambda: signed(good(exp=int(time.time()) + 3600)), "malformed"),
        (lambda: signed(good(jti="j" * 100)), "malformed"),
        (lambda: signed(good(jti="")), "malformed"),
        (lambda: signed(without("jti")), "malformed"),
        (lambda: signed(without("iat")), "malformed"),
        (lambda: signed(without("exp")), "malformed"),
        (lambda: signed(without("aud")), "malformed"),
    ],
)
def test_what_is_not_good_is_refused_for_its_reason(show: Callable[[], str | None], reason: str) -> None:
    assert refusal(show()) == reason


def test_a_key_of_another_algorithm_is_not_believed() -> None:
    now_s = int(time.time())
    claims = {"aud": AGENT.value, "iat": now_s, "exp": now_s + LIFE_S, "jti": "j1"}
    assert refusal(f"Bearer {jwt.encode(claims, SECRET * 2, 'HS512', headers={'kid': 'test'})}") == "malformed"


def test_a_key_that_goes_is_believed_until_it_is_gone() -> None:
    issued = tokens(AGENT, KEYS).header()
    gate(AGENT, f"{OTHER_KEYS},{KEYS}").check(issued)
    assert refusal(issued, gate(AGENT, OTHER_KEYS)) == "unknown_key"


def test_memory_is_bounded_and_a_crowd_is_refused() -> None:
    door = TokenGate(KeyRing.parse(KEYS), AGENT, SeenTokens(most=2))
    door.check(tokens(AGENT).header())
    door.check(tokens(AGENT).header())
    assert refusal(tokens(AGENT).header(), door) == "crowded"


def test_a_token_that_is_over_by_itself_is_forgotten() -> None:
    now_s = 0.0
    seen = SeenTokens(most=2, now=lambda: now_s)
    assert seen.first("a", 10.0)
    assert seen.first("b", 11.0)
    now_s = 10.5
    assert not seen.is_full
    assert len(seen) == 1
    assert not seen.first("b", 11.0)


@given(st.text(max_size=200))
def test_whatever_is_shown_is_refused_by_name(shown: str) -> None:
    with pytest.raises(TokenRefused):
        gate(AGENT).check(f"Bearer {shown}")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(["aud", "iat", "exp", "jti", "nbf", "sub", "iss"]), JSON))
def test_no_claims_of_one_who_has_the_key_are_a_failure_of_ours(claims: dict[str, object]) -> None:
    with suppress(TokenRefused):
        try:
            shown = signed(good(**claims))
        except (TypeError, ValueError, OverflowError, jwt.PyJWTError):
            return
        gate(AGENT).check(shown)
