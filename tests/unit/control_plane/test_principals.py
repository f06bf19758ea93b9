import string
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from control_plane.domain.entities.call import Call
from control_plane.domain.entities.principal import Principal, Proof, Role
from control_plane.domain.errors import CredentialRefused, NotAllowed
from control_plane.infrastructure.oidc.claims import claim, principal_of

AT = datetime(2026, 1, 1, tzinfo=UTC)
TENANTS = st.sampled_from(["acme", "zeta"])
SUBJECTS = st.sampled_from(["user:ada", "user:bob", "key:ada"])
PRINCIPALS = st.builds(Principal, SUBJECTS, TENANTS, st.sampled_from(Role), st.sampled_from(Proof))


def call_of(owner: Principal) -> Call:
    return Call("c1", "r", "i", AT, AT, tenant=owner.tenant, owner=owner.owner)


@given(by=PRINCIPALS, owner=PRINCIPALS)
def test_nobody_but_a_superadmin_sees_calls_of_another_tenant(by: Principal, owner: Principal) -> None:
    if by.tenant != owner.tenant:
        assert by.may_see(call_of(owner)) == (by.role is Role.SUPERADMIN)


@given(by=PRINCIPALS, owner=PRINCIPALS)
def test_within_a_tenant_a_user_sees_his_own_calls_and_an_admin_all(by: Principal, owner: Principal) -> None:
    if by.tenant == owner.tenant:
        assert by.may_see(call_of(owner)) == (by.role is not Role.USER or by.subject == owner.subject)


@given(by=PRINCIPALS, tenant=TENANTS)
def test_a_call_whose_owner_is_not_known_is_seen_by_no_user_who_has_a_name(by: Principal, tenant: str) -> None:
    call = Call("c1", "r", "i", AT, AT, tenant=tenant)
    if by.role is Role.USER and by.is_named:
        assert not by.may_see(call)


@given(st.text(max_size=20), st.text(max_size=20), TENANTS, TENANTS)
def test_two_have_the_same_owner_only_if_they_are_the_same(one: str, other: str, of: str, to: str) -> None:
    first = Principal(one, of, Role.USER, Proof.OIDC)
    second = Principal(other, to, Role.ADMIN, Proof.API_KEY)
    assert (first.owner == second.owner) == ((one, of) == (other, to))


def test_the_owner_of_a_call_does_not_tell_the_subject() -> None:
    ada = Principal("user:ada@example.com", "acme", Role.USER, Proof.OIDC)
    assert set(ada.owner) <= set(string.hexdigits)
    assert len(ada.owner) == 32


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        (None, Role.USER),
        ([], Role.USER),
        ("admin", Role.ADMIN),
        (["user", "superadmin", "admin"], Role.SUPERADMIN),
        (["Admin", "root", 7, None, ["admin"], {"admin": True}], Role.USER),
        ({"admin": True}, Role.USER),
        ("user admin", Role.USER),
        (True, Role.USER),
    ],
)
def test_roles_are_ours_or_none(roles: object, role: Role) -> None:
    assert principal_of({"sub": "ada", "tenant": "acme", "roles": roles}, "roles", "tenant").role is role


def test_claims_are_found_by_name_before_by_path() -> None:
    claims = {
        "realm_access": {"roles": ["admin"]},
        "https://parley.example/tenant": "acme",
        "a.b": 1,
        "a": {"b": 2},
    }
    assert claim(claims, "realm_access.roles") == ["admin"]
    assert claim(claims, "https://parley.example/tenant") == "acme"
    assert claim(claims, "a.b") == 1
    assert claim(claims, "a.b.c") is None


@pytest.mark.parametrize(
    "tenant", [None, "", " ", "a b", "acme\n", "-acme", "а", "x" * 65, 7, ["acme"], {"a": "b"}]
)
def test_a_token_without_a_proper_tenant_is_refused(tenant: object) -> None:
    with pytest.raises(NotAllowed) as refused:
        principal_of({"sub": "ada", "tenant": tenant}, "roles", "tenant")
    assert refused.value.code == "no_tenant"


@pytest.mark.parametrize("subject", [None, "", 7, "ada\nbob", "аda", "x" * 256, "\x7f"])
def test_a_token_without_a_proper_subject_is_refused(subject: object) -> None:
    with pytest.raises(CredentialRefused):
        principal_of({"sub": subject, "tenant": "acme"}, "roles", "tenant")


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_whatever_is_in_the_claims_gives_a_principal_or_a_refusal(anything: object) -> None:
    for claims in ({"sub": anything, "tenant": "acme"}, {"sub": "ada", "tenant": anything, "roles": anything}):
        try:
            principal = principal_of(claims, "roles", "tenant")
        except (CredentialRefused, NotAllowed):
            continue
        assert principal.tenant == claims["tenant"]
