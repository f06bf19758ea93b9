"""Which tokens have been used."""

import time
from collections.abc import Callable


class SeenTokens:
    """Remembers each token until it is over by itself, so that none is used twice here.

    :param most: that are remembered at once. Only who has a key gets one in; 100,000 are 1,400 requests a second.
    :param now: seconds since 1970.
    """

    def __init__(self, most: int = 100_000, now: Callable[[], float] = time.time) -> None:
        self._most = most
        self._now = now
        self._until: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._until)

    @property
    def is_full(self) -> bool:
        self._forget()
        return len(self._until) >= self._most

    def first(self, token_id: str, until_s: float) -> bool:
        """Remember it. False: it was here before.

        :param until_s: when it is over.
        """
        self._forget()
        if token_id in self._until:
            return False
        self._until[token_id] = until_s
        return True

    def _forget(self) -> None:
        """Oldest first. All live about as long as each other, so one that stays back soon goes too."""
        now_s = self._now()
        while self._until:
            oldest = next(iter(self._until))
            if self._until[oldest] >= now_s:
                return
            del self._until[oldest]
