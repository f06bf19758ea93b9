"""What takes replicas away when there are too many."""

from abc import ABC, abstractmethod


class ScaleIn(ABC):
    """Takes the replicas first that cost the least. It decides how many and when, and need not ask."""

    @abstractmethod
    async def weigh(self, replica_id: str, cost: int) -> None:
        """From now on it would cost so much to take this replica away. No error when there is none by that id.

        :param cost: 0 or more; one that was never told costs 0.
        :raises ScaleInUnavailable: it could not be told. Telling again is safe.
        """
