"""An issuer's keys, kept."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from control_plane.application.background import Background
from control_plane.domain.errors import CredentialRefused, IssuerUnavailable
from control_plane.infrastructure.oidc.issuer import Issuer

logger = logging.getLogger(__name__)
RENEWED_EVERY_S = 300.0
"""A key that the issuer has withdrawn is refused after that time."""
TRIED_EVERY_S = 30.0
"""While the issuer does not answer."""
KEPT_S = 24 * 3600.0
"""For how long keys are believed while the issuer does not answer."""
PAUSE_S = 5.0
"""Between two attempts, however many tokens with unknown keys come: a new key may wait that long."""


@dataclass(frozen=True, slots=True, eq=False)
class Jwk:
    """A JSON Web Key as it was told. Equal only to itself, so that what is made of it can be kept."""

    told: Mapping[str, object]


class KeyCache:
    """Who asks for a key that is known never waits: keys are renewed whether somebody asks or not.

    To be entered before use.
    """

    def __init__(
        self, issuer: Issuer, background: Background, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._issuer = issuer
        self._background = background
        self._clock = clock
        self._keys: Sequence[Jwk] = ()
        self._fetched_at = self._tried_at = float("-inf")
        self._has_failed = False
        self._fetching: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._renewing = asyncio.create_task(self._go_on_renewing(), name="oidc:renewing")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._renewing:
            self._renewing.cancel()
            await asyncio.wait([self._renewing])

    async def find(self, kid: str | None) -> Jwk:
        """:param kid: None: the token names no key, which is enough where there is one only.

        :raises CredentialRefused: the issuer has no such key.
        :raises IssuerUnavailable: it is not known whether it has.
        """
        if key := self._known(kid):
            return key
        if fetching := self._fetch():
            await asyncio.shield(fetching)
        if key := self._known(kid):
            return key
        if self._has_failed:
            raise IssuerUnavailable
        raise CredentialRefused("the token was signed with a key that its issuer does not have")

    def _known(self, kid: str | None) -> Jwk | None:
        if self._clock() - self._fetched_at > KEPT_S:
            return None
        found = [key for key in self._keys if kid is None or key.told.get("kid") == kid]
        return found[0] if found and (kid is not None or len(found) == 1) else None

    def _fetch(self) -> asyncio.Task[None] | None:
        """The attempt that is under way; None: the last one was a moment ago."""
        if self._fetching is None and self._clock() - self._tried_at >= PAUSE_S:
            self._fetching = self._background.start("oidc:keys", self._renew())
        return self._fetching

    async def _go_on_renewing(self) -> None:
        while True:
            if fetching := self._fetch():
                await asyncio.shield(fetching)
            await asyncio.sleep(TRIED_EVERY_S if self._has_failed else RENEWED_EVERY_S)

    async def _renew(self) -> None:
        self._has_failed = True
        try:
            self._keys = tuple(map(Jwk, await self._issuer.keys()))
            self._fetched_at = self._clock()
            self._has_failed = False
        except IssuerUnavailable as error:
            logger.warning("issuer of tokens does not answer: %r", error.__cause__ or "no keys")
        finally:
            self._tried_at = self._clock()
            self._fetching = None
