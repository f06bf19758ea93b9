"""Telling of many alike as of one."""

from collections import Counter

from control_plane.domain.entities.audit_record import AuditRecord

MOST_KINDS = 100
"""A minute, of each tenant, and of all who are known by their address only: whoever is refused from ten thousand
addresses is told of as one, and hides nothing that concerns somebody else.
"""
OTHERS = "others"


class Folding:
    """Counts refusals that are alike: the same command, reason, subject, tenant, address and tenant concerned."""

    def __init__(self, most_kinds: int = MOST_KINDS) -> None:
        self._most_kinds = most_kinds
        self._first: dict[tuple[str, ...], AuditRecord] = {}
        self._more: dict[tuple[str, ...], int] = {}
        self._kinds_of: Counter[str] = Counter()

    def is_told_alone(self, record: AuditRecord) -> bool:
        """The first of its kind is; the others are counted."""
        # A browser without its cookie is another page session each time.
        subject = "page" if record.subject.startswith("page:") else record.subject
        kind = (record.what, record.reason, subject, record.tenant, record.address, record.concerns)
        if kind not in self._first:
            if self._kinds_of[record.tenant] < self._most_kinds:
                self._kinds_of[record.tenant] += 1
                self._first[kind] = record
                return True
            kind = (OTHERS, record.result, record.reason, record.tenant, record.concerns)
            self._first.setdefault(kind, _other(record))
        self._more[kind] = self._more.get(kind, 0) + 1
        return False

    def take(self) -> list[tuple[AuditRecord, int]]:
        """What was counted since it was last taken, with how often. All kinds are new from now on."""
        folded = [(self._first[kind], times) for kind, times in self._more.items()]
        self._first.clear()
        self._more.clear()
        self._kinds_of.clear()
        return folded


def _other(record: AuditRecord) -> AuditRecord:
    tenant, concerns = record.tenant, record.concerns
    return AuditRecord(record.at, "", OTHERS, record.result, record.reason, tenant=tenant, concerns=concerns)
