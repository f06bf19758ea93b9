import pytest

from parley.install.hints import hint_for


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("write /x: no space left on device", "disk is full"),
        ("Temporary failure in name resolution", "network"),
        ("npm error code ENOTFOUND", "network"),
        ("dial tcp: lookup proxy: no such host", "network"),
        ("invalid peer certificate: UnknownIssuer", "certificate"),
        ("npm error code EACCES", "may not write"),
    ],
)
def test_a_known_failure_is_explained(line: str, meaning: str) -> None:
    assert meaning in (hint_for(["some output", line]) or "")


def test_an_unknown_failure_is_not_guessed_at() -> None:
    assert hint_for(["syntax error"]) is None
