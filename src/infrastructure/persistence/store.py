"""Where calls are remembered outside this process."""

from abc import ABC, abstractmethod


class Store(ABC):
    """What is kept there is read and written by others, between opening and closing."""

    @abstractmethod
    async def open(self) -> None:
        """:raises ConfigurationInvalid: it cannot be used as it is; the error names the variable."""

    @abstractmethod
    async def close(self) -> None: ...
