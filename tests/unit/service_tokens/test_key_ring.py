"""The secrets that the services share."""

import pytest

from service_tokens.key_ring import KeyRing

NEW, OLD = "n" * 32, "o" * 32


def test_the_first_key_signs_and_all_verify() -> None:
    ring = KeyRing.parse(f"2026-11:{NEW}, 2026-10:{OLD},")
    assert (ring.signing.key_id, ring.signing.secret) == ("2026-11", NEW)
    assert [ring.secret_of(key_id) for key_id in ("2026-11", "2026-10", "2026-09")] == [NEW, OLD, None]


def test_a_secret_may_have_colons() -> None:
    assert KeyRing.parse(f"a:{NEW}:b").signing.secret == f"{NEW}:b"


def test_a_secret_is_not_shown() -> None:
    assert NEW not in repr(KeyRing.parse(f"a:{NEW}").signing)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "keys are wanted"),
        (",".join(f"{number}:{NEW}{number}" for number in range(9)), "keys are wanted"),
        (NEW, "key 1"),
        (f":{NEW}", "key 1 has no id"),
        (f"a b:{NEW}", "key 1 has no id"),
        (f"a:{NEW},b:{'s' * 31}", "secret of key 2 is shorter"),
        (f"a:{NEW},a:{OLD}", "same id"),
        (f"a:{NEW},b:{NEW}", "same secret"),
    ],
)
def test_what_is_no_key_ring_is_told_without_a_secret(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told) as refused:
        KeyRing.parse(text)
    assert "openssl rand -hex 32" in str(refused.value)
    assert NEW not in str(refused.value)
