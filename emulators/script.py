"""What an emulated provider does next: how fast it is, and how it breaks."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

LATE_S = 10.0


class Fault(StrEnum):
    """How an answer goes wrong. A refused connection is an emulator that is not running."""

    UNAUTHORISED = "unauthorised"
    """401, with the provider's own error body."""

    RATE_LIMITED = "rate_limited"
    """429; with `Retry-After` where the turn says for how long."""

    SERVER_ERROR = "server_error"
    NEVER_ANSWERS = "never_answers"
    """The connection is taken, and nothing comes."""

    LATE = "late"
    """The answer is whole and right, after `LATE_S`."""

    STALLS = "stalls"
    """Some of the answer comes, then nothing more; the connection stays."""

    DROPS = "drops"
    """Some of the answer comes, then the connection breaks."""

    GARBAGE = "garbage"
    """Bytes that are no part of the protocol."""

    HUGE = "huge"
    """An answer far longer than any that makes sense."""

    EMPTY = "empty"
    """A polite answer with nothing in it."""


@dataclass(frozen=True, slots=True)
class Act:
    """How one request is answered.

    :ivar fault: None answers as the provider would.
    :ivar first_s: before the first byte of the answer.
    :ivar between_s: before each further piece of it.
    :ivar pieces: how many come before a stall or a drop.
    :ivar retry_after_s: what a 429 says; None says nothing.
    """

    fault: Fault | None = None
    first_s: float = 0.0
    between_s: float = 0.0
    pieces: int = 2
    retry_after_s: float | None = None


@dataclass
class Script:
    """What an endpoint does, request by request.

    :ivar acts: for the next requests, one each.
    :ivar usual: for all others.
    :ivar seen: what was asked: the body of each request, or the first messages of each connection.
    """

    usual: Act = field(default_factory=Act)
    acts: deque[Act] = field(default_factory=deque[Act])
    seen: list[object] = field(default_factory=list[object])

    def next(self, asked: object) -> Act:
        """How this request is answered."""
        self.seen.append(asked)
        return self.acts.popleft() if self.acts else self.usual


class Dropped(Exception):
    """Breaks the connection within an answer."""


async def never() -> None:
    """Until the caller gives up."""
    await asyncio.Event().wait()
