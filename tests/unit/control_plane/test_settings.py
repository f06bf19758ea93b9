import pytest

from control_plane.domain.errors import ConfigurationInvalid
from control_plane.settings import ControlPlaneSettings, load_settings
from tests.fakes.service_keys import KEYS

CODE = "open-sesame-" * 2
OWN_KEYS = {"PARLEY_LIVEKIT_API_KEY": "ours", "PARLEY_LIVEKIT_API_SECRET": "well-kept-" * 4}
DEV_KEYS = {"PARLEY_LIVEKIT_API_KEY": "devkey", "PARLEY_LIVEKIT_API_SECRET": "secret"}


def load(monkeypatch: pytest.MonkeyPatch, **variables: str) -> ControlPlaneSettings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def problem(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    with pytest.raises(ConfigurationInvalid) as invalid:
        load(monkeypatch, **variables)
    return str(invalid.value)


def test_it_listens_on_loopback_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, **DEV_KEYS)
    assert (settings.host, settings.port, settings.is_loopback) == ("127.0.0.1", 8080, True)


def test_the_keys_have_no_default(monkeypatch: pytest.MonkeyPatch) -> None:
    told = problem(monkeypatch)
    assert "PARLEY_LIVEKIT_API_KEY" in told
    assert "PARLEY_LIVEKIT_API_SECRET" in told


def test_agent_services_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, PARLEY_AGENT_URLS="http://a:8000/, http://b:8000,http://a:8000", **DEV_KEYS)
    assert settings.agent_urls == ("http://a:8000", "http://b:8000")


@pytest.mark.parametrize("urls", ["", " , "])
def test_where_all_agent_services_register_none_is_listed(monkeypatch: pytest.MonkeyPatch, urls: str) -> None:
    assert load(monkeypatch, PARLEY_AGENT_URLS=urls, **DEV_KEYS).agent_urls == ()


@pytest.mark.parametrize("urls", ["a:8000", "ftp://a", "http://", "http://me:pw@a:8000", "http://a b"])
def test_addresses_of_agent_services_are_checked(monkeypatch: pytest.MonkeyPatch, urls: str) -> None:
    told = problem(monkeypatch, PARLEY_AGENT_URLS=urls, **DEV_KEYS)
    assert told.startswith("PARLEY_AGENT_URLS")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.org"])  # noqa: S104
def test_beyond_loopback_an_access_code_is_needed(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    told = problem(monkeypatch, PARLEY_CONTROL_PLANE_HOST=host, **OWN_KEYS)
    assert "PARLEY_CONTROL_PLANE_ACCESS_CODE" in told


def test_beyond_loopback_the_well_known_keys_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    told = problem(monkeypatch, PARLEY_CONTROL_PLANE_HOST="::", PARLEY_CONTROL_PLANE_ACCESS_CODE=CODE, **DEV_KEYS)
    assert "PARLEY_LIVEKIT_API_SECRET" in told


def test_beyond_loopback_a_secret_that_can_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    short = {"PARLEY_LIVEKIT_API_KEY": "ours", "PARLEY_LIVEKIT_API_SECRET": "hunter2-hunter2-hunter2-hunter2"}
    told = problem(monkeypatch, PARLEY_CONTROL_PLANE_HOST="::", PARLEY_CONTROL_PLANE_ACCESS_CODE=CODE, **short)
    assert "PARLEY_LIVEKIT_API_SECRET" in told
    assert "hunter2" not in told


def test_what_every_caller_has_makes_nobody_an_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    same = {"PARLEY_CONTROL_PLANE_ACCESS_CODE": CODE, "PARLEY_CONTROL_PLANE_OPERATOR_TOKEN": CODE}
    told = problem(monkeypatch, **same, **OWN_KEYS)
    assert "PARLEY_CONTROL_PLANE_OPERATOR_TOKEN" in told
    assert CODE not in told


def test_on_loopback_another_name_says_that_others_come(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, PARLEY_CONTROL_PLANE_ALLOWED_HOSTS="localhost", **DEV_KEYS)
    assert settings.is_own_machine
    settings = load(monkeypatch, PARLEY_CONTROL_PLANE_ALLOWED_HOSTS="calls.example", **DEV_KEYS)
    assert not settings.is_own_machine
    assert not settings.names_are_free
    assert settings.per_user


def test_beyond_loopback_it_starts_with_both(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, PARLEY_CONTROL_PLANE_HOST="::", PARLEY_CONTROL_PLANE_ACCESS_CODE=CODE, **OWN_KEYS)
    assert not settings.names_are_free


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_on_loopback_callers_choose_their_names(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    assert load(monkeypatch, PARLEY_CONTROL_PLANE_HOST=host, **DEV_KEYS).names_are_free


def test_an_error_shows_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    told = problem(monkeypatch, PARLEY_CONTROL_PLANE_ACCESS_CODE="hunter2", **OWN_KEYS)
    assert "hunter2" not in told
    assert "PARLEY_CONTROL_PLANE_ACCESS_CODE" in told


def test_settings_do_not_show_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, PARLEY_CONTROL_PLANE_ACCESS_CODE=CODE, PARLEY_SERVICE_KEYS=KEYS, **OWN_KEYS)
    shown = repr(settings)
    assert CODE not in shown
    assert KEYS not in shown
    assert OWN_KEYS["PARLEY_LIVEKIT_API_SECRET"] not in shown


@pytest.mark.parametrize("keys", ["", "hunter2", "2026-11:hunter2", f"{KEYS},{KEYS}"])
def test_keys_that_are_none_are_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    told = problem(monkeypatch, PARLEY_SERVICE_KEYS=keys, **OWN_KEYS)
    assert told.startswith("PARLEY_SERVICE_KEYS")
    assert "openssl rand -hex 32" in told
    assert "hunter2" not in told


def test_browsers_reach_livekit_where_we_do_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, **DEV_KEYS).browser_livekit_url == "ws://127.0.0.1:7880"
    public = load(monkeypatch, PARLEY_LIVEKIT_PUBLIC_URL="wss://media.example", **DEV_KEYS)
    assert public.browser_livekit_url == "wss://media.example"


def test_where_control_planes_share_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, PARLEY_REDIS_URL="redis://:hunter2@redis:6379/0", **DEV_KEYS)
    assert settings.redis_url == "redis://:hunter2@redis:6379/0"
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize("url", ["redis:6379", "http://redis", "redis://", ""])
def test_where_control_planes_share_is_checked(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert problem(monkeypatch, PARLEY_REDIS_URL=url, **DEV_KEYS).startswith("PARLEY_REDIS_URL")


ISSUER = {
    "PARLEY_CONTROL_PLANE_OIDC_ISSUER": "https://login.example/realm",
    "PARLEY_CONTROL_PLANE_OIDC_AUDIENCE": "parley",
}


def test_with_an_issuer_nobody_calls_unnamed_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, **ISSUER, **DEV_KEYS)
    assert not settings.takes_anonymous_calls
    assert not settings.is_own_machine
    assert not settings.names_are_free
    assert load(monkeypatch, PARLEY_CONTROL_PLANE_ANONYMOUS_CALLS="true").takes_anonymous_calls


def test_beyond_loopback_logins_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, PARLEY_CONTROL_PLANE_HOST="::", **ISSUER, **OWN_KEYS).access_code is None
    told = problem(monkeypatch, PARLEY_CONTROL_PLANE_ANONYMOUS_CALLS="true")
    assert "PARLEY_CONTROL_PLANE_ACCESS_CODE" in told


def test_an_issuer_needs_an_audience(monkeypatch: pytest.MonkeyPatch) -> None:
    told = problem(monkeypatch, PARLEY_CONTROL_PLANE_OIDC_ISSUER="https://login.example", **DEV_KEYS)
    assert "PARLEY_CONTROL_PLANE_OIDC_AUDIENCE" in told


@pytest.mark.parametrize(
    "url",
    ["", "login.example", "http://login.example", "https://me:pw@login.example", "https://a/?x=1", "ftp://a"],
)
def test_an_issuer_is_reached_over_tls(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    told = problem(monkeypatch, **{**ISSUER, "PARLEY_CONTROL_PLANE_OIDC_ISSUER": url}, **DEV_KEYS)
    assert "PARLEY_CONTROL_PLANE_OIDC_ISSUER" in told


def test_an_issuer_on_this_machine_needs_no_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "http://127.0.0.1:9400"
    told = load(monkeypatch, **{**ISSUER, "PARLEY_CONTROL_PLANE_OIDC_ISSUER": url}, **DEV_KEYS)
    assert told.oidc_issuer == url
