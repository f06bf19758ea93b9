"""The audit record of all control planes at one Redis."""

from collections.abc import Sequence
from datetime import timedelta

from pydantic import TypeAdapter

from control_plane.domain.entities.audit_record import AuditRecord
from control_plane.domain.interfaces.audit_trail import KEPT_FOR, AuditRecords, Kept
from control_plane.infrastructure.redis.connection import RedisConnection

RECORD = TypeAdapter(AuditRecord)


class RedisAuditTrail(AuditRecords):
    """Streams, cut at about so many records: 50,000 take some 20 MB.

    :param most: of all.
    :param most_of_tenant: of each tenant.
    """

    def __init__(
        self,
        connection: RedisConnection,
        most: int = 50_000,
        most_of_tenant: int = 10_000,
        kept_for: timedelta = KEPT_FOR,
    ) -> None:
        self._run = connection.run
        self._most = most
        self._most_of_tenant = most_of_tenant
        self._kept_ms = kept_for // timedelta(milliseconds=1)

    async def append(self, records: Sequence[AuditRecord]) -> None:
        told = [part for record in records for part in (record.concerns, RECORD.dump_json(record).decode())]
        if told:
            await self._run("audit/append", self._most, self._most_of_tenant, self._kept_ms, *told)

    async def page(self, tenant: str | None, limit: int, after: str | None = None) -> tuple[Kept, ...]:
        if tenant == "":
            return ()
        begin = f"({after}" if after else "+"
        found = await self._run("audit/page", tenant or "", limit, begin, self._kept_ms)
        return tuple(Kept(position, RECORD.validate_json(fields[1])) for position, fields in found)
