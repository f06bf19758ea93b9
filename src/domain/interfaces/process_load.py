"""How busy the process is that carries the calls."""

from abc import ABC, abstractmethod


class ProcessLoad(ABC):
    @abstractmethod
    def lag_s(self, share: float) -> float:
        """What is due happens later than this, in seconds, so often only as `1 - share` says.

        Of the latest ten seconds; 0 before anything is known.

        :param share: from 0 to 1: 0.5 is the median.
        """
