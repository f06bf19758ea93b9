"""Writing down who did what."""

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from control_plane.application import audit as auditing
from control_plane.application.audit import Audit, AuditWriter
from control_plane.application.folding import Folding
from control_plane.domain.entities.audit_record import AuditRecord, Result, plain
from control_plane.domain.errors import RegistryUnavailable
from control_plane.domain.interfaces.audit_trail import AuditTrail
from control_plane.infrastructure.logged_audit_trail import LoggedAuditTrail
from tests.fakes.control_plane.security_meter import FakeSecurityMeter

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def record(request_id: str = "r", result: Result = "ok", address: str = "10.0.0.1") -> AuditRecord:
    return AuditRecord(NOW, request_id, "call.end", result, address=address)


class FakeTrail(AuditTrail):
    """:ivar manner: `away` answers with an error, `stuck` not at all, `broken` with one that nobody foresaw."""

    def __init__(self, manner: str = "well") -> None:
        self.manner = manner
        self.kept: list[AuditRecord] = []

    async def append(self, records: Sequence[AuditRecord]) -> None:
        if self.manner == "away":
            raise RegistryUnavailable
        if self.manner == "broken":
            raise ZeroDivisionError
        if self.manner == "stuck":
            await asyncio.Event().wait()
        self.kept += records


def audit_on(trail: AuditTrail, meter: FakeSecurityMeter, folding: Folding | None = None) -> Audit:
    return Audit([AuditWriter("store", trail, meter)], folding or Folding(), lambda: NOW)


async def test_what_was_recorded_is_kept_at_the_end() -> None:
    trail, meter = FakeTrail(), FakeSecurityMeter()
    async with audit_on(trail, meter) as audit:
        for n in range(250):
            audit.record(record(str(n)))
    assert [each.request_id for each in trail.kept] == [str(n) for n in range(250)]
    assert not meter.lost


async def test_records_wait_for_a_trail_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "AGAIN_AFTER_S", 0.001)
    trail, meter = FakeTrail("away"), FakeSecurityMeter()
    async with audit_on(trail, meter) as audit:
        audit.record(record())
        await asyncio.sleep(0.01)
        trail.manner = "well"
    assert trail.kept == [record()]


@pytest.mark.parametrize("manner", ["away", "stuck"])
async def test_what_there_is_no_room_for_is_counted_and_nobody_waits(
    monkeypatch: pytest.MonkeyPatch, manner: str
) -> None:
    monkeypatch.setattr(auditing, "MOST_WAITING", 10)
    monkeypatch.setattr(auditing, "LAST_WORDS_S", 0.01)
    trail, meter = FakeTrail(manner), FakeSecurityMeter()
    async with audit_on(trail, meter) as audit:
        for _ in range(25):
            audit.record(record())
        assert meter.lost["store"] == 15
    assert meter.lost["store"] == 25


async def test_a_trail_that_fails_unforeseen_loses_its_records_only() -> None:
    broken, well, meter = FakeTrail("broken"), FakeTrail(), FakeSecurityMeter()
    writers = [AuditWriter("store", broken, meter), AuditWriter("log", well, meter)]
    async with Audit(writers, Folding(), lambda: NOW) as audit:
        audit.record(record())
    assert (meter.lost["store"], len(well.kept)) == (1, 1)


@pytest.mark.parametrize("result", ["refused", "failed"])
async def test_a_flood_of_what_came_to_nothing_is_told_of_as_one(result: Result) -> None:
    trail, meter = FakeTrail(), FakeSecurityMeter()
    async with audit_on(trail, meter) as audit:
        for _ in range(1_000):
            audit.record(record(result=result))
        audit.record(record("mine"))
    assert [(each.result, each.times) for each in trail.kept] == [(result, 1), ("ok", 1), (result, 999)]


def test_browsers_without_their_cookies_are_of_one_kind() -> None:
    folding = Folding()
    alone = [folding.is_told_alone(replace(record(result="refused"), subject=f"page:{n}")) for n in range(3)]
    assert alone == [True, False, False]


async def test_refusals_from_ten_thousand_addresses_drown_nothing() -> None:
    trail, meter = FakeTrail(), FakeSecurityMeter()
    async with audit_on(trail, meter, Folding(most_kinds=10)) as audit:
        for n in range(10_000):
            audit.record(record(result="refused", address=f"10.0.{n // 256}.{n % 256}"))
    assert len(trail.kept) == 11
    assert (trail.kept[-1].what, trail.kept[-1].times) == ("others", 9_990)


async def test_refusals_of_strangers_hide_none_of_a_tenants() -> None:
    trail, meter = FakeTrail(), FakeSecurityMeter()
    async with audit_on(trail, meter, Folding(most_kinds=10)) as audit:
        for n in range(100):
            audit.record(record(result="refused", address=f"10.0.0.{n}"))
        of_tenant = replace(record("r", "refused"), subject="user:eve", tenant="acme", concerns="acme")
        for n in range(30):
            audit.record(replace(of_tenant, what=f"command {n}"))
    told = [(each.what, each.times) for each in trail.kept if each.concerns == "acme"]
    assert told == [*((f"command {n}", 1) for n in range(10)), ("others", 20)]


async def test_a_line_of_the_log_is_one_line_whatever_is_in_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    hostile = 'x\r\n{"what": "key.create"}\u2028\x1b[2K\x00'
    await LoggedAuditTrail().append([record(hostile)])
    (line,) = [each.getMessage() for each in caplog.records if each.name == "parley.audit"]
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["request_id"] == hostile


def test_what_others_chose_is_shown_plainly() -> None:
    assert plain("a\r\nb\u202ec\x00") == "a\ufffd\ufffdb\ufffdc\ufffd"
    assert len(plain("x" * 10_000)) == 200
