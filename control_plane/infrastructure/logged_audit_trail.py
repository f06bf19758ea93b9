"""The audit record as lines of a log, which a log collector keeps."""

import json
import logging
from collections.abc import Sequence
from dataclasses import fields

from control_plane.domain.entities.audit_record import AuditRecord
from control_plane.domain.interfaces.audit_trail import AuditTrail

NAMES = [field.name for field in fields(AuditRecord)]
audit = logging.getLogger("parley.audit")


class LoggedAuditTrail(AuditTrail):
    """One line of JSON for each record, of ASCII characters only: nothing in it can begin another line."""

    async def append(self, records: Sequence[AuditRecord]) -> None:
        for record in records:
            told = {name: getattr(record, name) for name in NAMES}
            audit.info(json.dumps({**told, "at": record.at.isoformat(timespec="milliseconds")}))
