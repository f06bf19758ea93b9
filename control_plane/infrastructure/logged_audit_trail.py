"""The audit record as lines of a log, which a log collector keeps."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict

from control_plane.domain.entities.audit_record import AuditRecord
from control_plane.domain.interfaces.audit_trail import AuditTrail

audit = logging.getLogger("parley.audit")


class LoggedAuditTrail(AuditTrail):
    """One line of JSON for each record, of ASCII characters only: nothing in it can begin another line."""

    async def append(self, records: Sequence[AuditRecord]) -> None:
        for record in records:
            audit.info(json.dumps({**asdict(record), "at": record.at.isoformat(timespec="milliseconds")}))
