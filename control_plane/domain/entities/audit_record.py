"""What was asked for, by whom, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

LONGEST = 200
Result = Literal["ok", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """:ivar what: the command, such as `call.begin`; or method and route.
    :ivar reason: why it was refused or failed: an error's code. Empty when it was not.
    :ivar subject: who did it; empty for those who are known by their address only.
    :ivar tenant: their own.
    :ivar call_id: the call that it was aimed at.
    :ivar times: more than 1: so many alike within a minute, told of together.
    :ivar target: what else it was aimed at: a replica's or a key's id.
    :ivar concerns: the tenant that this belongs to, and that finds the record among its own; empty: superadmins
        alone find it.
    """

    at: datetime
    request_id: str
    what: str
    result: Result
    reason: str = ""
    subject: str = ""
    tenant: str = ""
    call_id: str = ""
    address: str = ""
    times: int = 1
    target: str = ""
    concerns: str = ""


def plain(text: str) -> str:
    """What others chose, without what passes for something else: line ends, control and invisible characters."""
    text = text[:LONGEST]
    return text if text.isprintable() else "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
