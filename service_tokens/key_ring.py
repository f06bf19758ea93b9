"""The secrets that the services share, several at once so that they can be changed without a break."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

SHORTEST_SECRET = 32
"""HS256 needs a key as long as its hash (RFC 7518 §3.2): 32 bytes."""
MOST_KEYS = 8
KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
HOW = (
    "write id:secret, the newest first and commas between, such as 2026-11:<secret>,2026-10:<older secret>; "
    "`openssl rand -hex 32` makes a secret"
)


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """:ivar key_id: public; tokens name it."""

    key_id: str
    secret: str = field(repr=False)


class KeyRing:
    """The first key signs; all of them verify.

    :raises ValueError: no key, too many, an id or a secret that breaks a rule, or one of them twice. The message
        says what to do and shows no secret.
    """

    def __init__(self, keys: Sequence[ServiceKey]) -> None:
        if not 0 < len(keys) <= MOST_KEYS:
            raise ValueError(f"1 to {MOST_KEYS} keys are wanted: {HOW}")
        for number, key in enumerate(keys, 1):
            if not KEY_ID.fullmatch(key.key_id):
                raise ValueError(f"key {number} has no id of letters, digits, '.', '_' and '-', 64 at most: {HOW}")
            if len(key.secret.encode()) < SHORTEST_SECRET:
                raise ValueError(f"the secret of key {number} is shorter than {SHORTEST_SECRET} characters: {HOW}")
        self._secrets = {key.key_id: key.secret for key in keys}
        if len(self._secrets) < len(keys) or len({key.secret for key in keys}) < len(keys):
            raise ValueError(f"two keys have the same id or the same secret: {HOW}")
        self.signing = keys[0]

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `id:secret,id:secret`.

        :raises ValueError: it is not that.
        """
        entries = [entry.strip().partition(":") for entry in text.split(",") if entry.strip()]
        return cls([ServiceKey(key_id.strip(), secret.strip()) for key_id, _, secret in entries])

    def secret_of(self, key_id: str) -> str | None:
        return self._secrets.get(key_id)
