"""Reading the environment."""

from decimal import Decimal
from pathlib import Path

import pytest

from domain.errors import ConfigurationInvalid
from infrastructure import settings
from tests.fakes.service_keys import KEYS

GOOD = {"PARLEY_LIVEKIT_API_KEY": "key", "PARLEY_LIVEKIT_API_SECRET": "swordfish"}


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PARLEY_LIVEKIT_URL", "PARLEY_LIVEKIT_API_KEY", "PARLEY_LIVEKIT_API_SECRET"):
        monkeypatch.delenv(name, raising=False)


def _environment(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in {**GOOD, **variables}.items():
        monkeypatch.setenv(name, value)


def test_loopback_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    _environment(monkeypatch)
    assert settings.load().service.agent_host == "127.0.0.1"


def test_all_that_is_missing_or_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_AGENT_PORT", "many")
    with pytest.raises(ConfigurationInvalid) as failure:
        settings.load()
    for variable in ("PARLEY_LIVEKIT_API_KEY", "PARLEY_LIVEKIT_API_SECRET", "PARLEY_AGENT_PORT"):
        assert variable in str(failure.value)


def test_no_secret_is_in_an_error_or_a_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    _environment(monkeypatch, PARLEY_AGENT_PORT="many")
    with pytest.raises(ConfigurationInvalid) as failure:
        settings.load()
    assert "swordfish" not in str(failure.value)
    _environment(monkeypatch, PARLEY_AGENT_PORT="8000")
    assert "swordfish" not in repr(settings.load())


def test_a_postgres_is_named_by_its_url_whose_password_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    _environment(monkeypatch, PARLEY_POSTGRES_URL="host=db password=swordfish")
    with pytest.raises(ConfigurationInvalid, match=r"PARLEY_POSTGRES_URL: .*postgresql://") as failure:
        settings.load()
    assert "swordfish" not in str(failure.value)
    _environment(monkeypatch, PARLEY_POSTGRES_URL="postgresql://parley:swordfish@db/parley")
    assert "swordfish" not in repr(settings.load())


def test_others_can_reach_the_service_only_when_there_are_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    _environment(monkeypatch, PARLEY_AGENT_HOST="0.0.0.0")  # noqa: S104  # what is refused
    with pytest.raises(ConfigurationInvalid, match="PARLEY_SERVICE_KEYS"):
        settings.load()
    monkeypatch.setenv("PARLEY_SERVICE_KEYS", KEYS)
    assert settings.load().service.agent_host == "0.0.0.0"  # noqa: S104


def test_development_keys_are_for_loopback_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    _environment(
        monkeypatch,
        PARLEY_AGENT_HOST="0.0.0.0",  # noqa: S104
        PARLEY_SERVICE_KEYS=KEYS,
        PARLEY_LIVEKIT_API_KEY="devkey",
    )
    with pytest.raises(ConfigurationInvalid, match="everybody knows"):
        settings.load()


def test_records_are_kept_in_the_users_state_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    _environment(monkeypatch)
    assert settings.load().business.records == tmp_path / ".local/state/parley/records.sqlite3"

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert settings.load().business.records == tmp_path / "state/parley/records.sqlite3"

    monkeypatch.setenv("XDG_STATE_HOME", "not/absolute")
    assert settings.load().business.records == tmp_path / ".local/state/parley/records.sqlite3"


def test_records_are_kept_where_the_operator_says_or_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    _environment(monkeypatch, PARLEY_RECORDS="/data/records.sqlite3")
    assert settings.load().business.records == Path("/data/records.sqlite3")
    monkeypatch.setenv("PARLEY_RECORDS", "memory")
    assert settings.load().business.records is None
    monkeypatch.setenv("PARLEY_RECORDS", "")
    with pytest.raises(ConfigurationInvalid, match=r"PARLEY_RECORDS: .*name a file"):
        settings.load()


def test_costs_have_no_caps_unless_they_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    _environment(monkeypatch)
    costs = settings.load().costs
    assert (costs.prices, costs.call_cost_cap, costs.tenant_daily_cost_cap) == (None, None, None)


def test_caps_are_exact_amounts_above_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    _environment(monkeypatch, PARLEY_CALL_COST_CAP="0.10", PARLEY_TENANT_DAILY_COST_CAP="25")
    costs = settings.load().costs
    assert (costs.call_cost_cap, costs.tenant_daily_cost_cap) == (Decimal("0.10"), Decimal(25))
    monkeypatch.setenv("PARLEY_CALL_COST_CAP", "0")
    with pytest.raises(ConfigurationInvalid, match="PARLEY_CALL_COST_CAP"):
        settings.load()


def test_control_planes_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    _environment(monkeypatch)
    assert settings.load().service.control_plane_urls == ()
    _environment(monkeypatch, PARLEY_CONTROL_PLANE_URLS="http://one:8080/, https://two,,http://one:8080")
    assert settings.load().service.control_plane_urls == ("http://one:8080", "https://two")


@pytest.mark.parametrize("urls", ["one:8080", "ws://one:8080", "http://", "http://me:secret@one"])
def test_what_is_no_control_plane_is_named(monkeypatch: pytest.MonkeyPatch, urls: str) -> None:
    _environment(monkeypatch, PARLEY_CONTROL_PLANE_URLS=urls)
    with pytest.raises(ConfigurationInvalid, match=r"PARLEY_CONTROL_PLANE_URLS: .*http://"):
        settings.load()


def test_a_replica_that_reports_must_say_where_it_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    _environment(monkeypatch, PARLEY_CONTROL_PLANE_URLS="http://one:8080", PARLEY_AGENT_PORT="0")
    with pytest.raises(ConfigurationInvalid, match="PARLEY_AGENT_URL"):
        settings.load()
    monkeypatch.setenv("PARLEY_AGENT_URL", "http://10.0.0.7:8000")
    assert settings.load().service.agent_url == "http://10.0.0.7:8000"


@pytest.mark.parametrize("keys", ["", "hunter2", "2026-11:hunter2", f"{KEYS},{KEYS}"])
def test_keys_that_are_none_are_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    _environment(monkeypatch, PARLEY_SERVICE_KEYS=keys)
    with pytest.raises(ConfigurationInvalid, match=r"PARLEY_SERVICE_KEYS.*openssl rand -hex 32") as failure:
        settings.load()
    assert "hunter2" not in str(failure.value)
