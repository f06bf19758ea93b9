"""Who owns a call."""

from domain.errors import StaleEpoch
from infrastructure.persistence.postgres.connection import Connection

_TAKE = """
INSERT INTO parley_calls AS kept (session_id, epoch, kept_until)
VALUES (%(session)s, %(epoch)s, now() + make_interval(secs => %(ttl)s))
ON CONFLICT (session_id) DO UPDATE SET epoch = excluded.epoch, kept_until = excluded.kept_until
WHERE kept.epoch <= excluded.epoch
RETURNING epoch
"""


async def take_fence(connection: Connection, session_id: str, epoch: int, ttl_s: float) -> None:
    """To be done first in a transaction: until that ends, nobody else writes anything of the call.

    :param ttl_s: all that is known of the call is kept for so long from now.
    :raises StaleEpoch: the call has a newer owner.
    """
    taken = await connection.execute(_TAKE, {"session": session_id, "epoch": epoch, "ttl": ttl_s})
    if await taken.fetchone() is None:
        raise StaleEpoch(epoch, await standing_epoch(connection, session_id))


async def standing_epoch(connection: Connection, session_id: str) -> int:
    """Zero where there is none."""
    found = await connection.execute("SELECT epoch FROM parley_calls WHERE session_id = %s", (session_id,))
    row = await found.fetchone()
    return row[0] if row else 0
