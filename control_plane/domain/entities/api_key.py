"""A tenant's key for a server of its own."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from control_plane.domain.entities.principal import Principal, Proof, Role
from control_plane.domain.errors import FieldRefused

BEGIN = "parley_"
"""Tells a key from a token, and lets scanners of source code find one that was published."""
WRITTEN = re.compile(BEGIN + r"([0-9a-f]{16})_([A-Za-z0-9_-]{43})", re.ASCII)
LONGEST_NAME = 64
ROLES = (Role.USER, Role.ADMIN)
MOST_OF_A_TENANT = 100


@dataclass(frozen=True, slots=True)
class ApiKey:
    """All of a key but the key itself.

    :ivar key_id: its public part, by which it is looked up, listed and revoked.
    :ivar digest: SHA-256 of the whole key, hexadecimal. A key is 256 random bits, so there is nothing that a slow
        hash, made for words that people think of, would make harder to guess.
    :ivar created_by: the subject that created it.
    :ivar last_used_at: to the minute; None: never.
    """

    key_id: str
    tenant: str
    name: str
    role: Role
    created_at: datetime
    created_by: str
    digest: str = field(repr=False)
    last_used_at: datetime | None = None

    def matches(self, written: str) -> bool:
        return secrets.compare_digest(self.digest, digest_of(written))

    @property
    def principal(self) -> Principal:
        return Principal(f"key:{self.key_id}", self.tenant, self.role, Proof.API_KEY)


def new_key() -> tuple[str, str]:
    """Its id, and the key as it is shown once."""
    key_id = secrets.token_hex(8)
    return key_id, f"{BEGIN}{key_id}_{secrets.token_urlsafe(32)}"


def key_id_of(written: str) -> str | None:
    """None: we never made such a key."""
    found = WRITTEN.fullmatch(written)
    return found[1] if found else None


def digest_of(written: str) -> str:
    return sha256(written.encode()).hexdigest()


def checked_name(name: str) -> str:
    """:raises FieldRefused: empty, too long, or not printable."""
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise FieldRefused("name", f"1 to {LONGEST_NAME} printable characters")
    return name
