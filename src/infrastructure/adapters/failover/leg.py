"""The providers of one leg, in the order of preference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from infrastructure.adapters.failover.breaker import Breaker

Port = TypeVar("Port")


@dataclass(frozen=True)
class Provider(Generic[Port]):
    """One provider of a leg.

    :ivar name: as in the settings.
    """

    name: str
    does: Port
    breaker: Breaker


@dataclass(frozen=True)
class Leg(Generic[Port]):
    """:ivar name: `stt`, `tts` or `model`.
    :ivar providers: the best first.
    :ivar is_needed: False where nobody is better than one that is left alone.
    """

    name: str
    providers: Sequence[Provider[Port]]
    is_needed: bool = True

    def willing(self) -> Iterator[Provider[Port]]:
        """Those to be asked, one after the other: first the ones whose breakers allow it, then the others.

        A caller who waits is better served by a provider that was down a moment ago than by nobody.
        """
        left_alone = list[Provider[Port]]()
        for provider in self.providers:
            if provider.breaker.allows():
                yield provider
            else:
                left_alone.append(provider)
        if self.is_needed:
            yield from left_alone
