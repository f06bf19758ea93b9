"""Telling of many alike as of one."""

from control_plane.domain.entities.audit_record import AuditRecord

MOST_KINDS = 100
"""A minute. Whoever is refused from ten thousand addresses is told of as one."""
OTHERS = "others"


class Folding:
    """Counts refusals that are alike: the same command, reason, subject, tenant, address and tenant concerned."""

    def __init__(self, most_kinds: int = MOST_KINDS) -> None:
        self._most_kinds = most_kinds
        self._first: dict[tuple[str, ...], AuditRecord] = {}
        self._more: dict[tuple[str, ...], int] = {}

    def is_told_alone(self, record: AuditRecord) -> bool:
        """The first of its kind is; the others are counted."""
        # A browser without its cookie is another page session each time.
        subject = "page" if record.subject.startswith("page:") else record.subject
        kind = (record.what, record.reason, subject, record.tenant, record.address, record.concerns)
        if kind not in self._first:
            if len(self._first) < self._most_kinds:
                self._first[kind] = record
                return True
            record = AuditRecord(record.at, "", OTHERS, record.result, record.reason)
            kind = (OTHERS, record.reason)
            self._first.setdefault(kind, record)
        self._more[kind] = self._more.get(kind, 0) + 1
        return False

    def take(self) -> list[tuple[AuditRecord, int]]:
        """What was counted since it was last taken, with how often. All kinds are new from now on."""
        folded = [(self._first[kind], times) for kind, times in self._more.items()]
        self._first.clear()
        self._more.clear()
        return folded
