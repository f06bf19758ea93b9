"""Two processes of this program that ask and tell each other things.

What travels is pickled, which lets whoever writes to the socket run what they like: it is one of a pair that only
the two processes have ever had, and both run the same code.
"""

import asyncio
import logging
import pickle
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self

from domain.errors import ParleyError

logger = logging.getLogger(__name__)

Handler = Callable[..., Awaitable[object]]

_LENGTH = struct.Struct("!I")


class PeerGone(ParleyError):
    """The other process has ended, or is ending."""

    code = "process_gone"


class PeerFailed(ParleyError):
    """The other process met an error that has no name. Its log says which."""

    code = "process_failed"


class Channel:
    """What is told is done in order and before anything that was asked later; answers come when they are ready.

    :param handlers: what the other side may ask and tell, by name. Nothing else is taken while one of them does
        what it was told: that must not take long, and must not ask back.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handlers: Mapping[str, Handler]
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._handlers = handlers
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._answering: set[asyncio.Task[None]] = set()
        self._latest = 0
        self._is_open = True

    @classmethod
    async def over(cls, end: socket.socket, handlers: Mapping[str, Handler]) -> Self:
        """:param end: of a pair of connected stream sockets; the channel closes it."""
        return cls(*await asyncio.open_unix_connection(sock=end), handlers)

    async def ask(self, name: str, *args: object) -> Any:
        """
        :raises ParleyError: what the other side raised.
        :raises PeerFailed: it raised something else.
        :raises PeerGone: there is no answer to come. It may have done what it was asked for.
        """
        if not self._is_open:
            raise PeerGone(f"{name} was not asked: the other process has ended")
        self._latest += 1
        number = self._latest
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            self._send(("ask", number, name, args))
            return await answer
        finally:
            del self._asked[number]

    def tell(self, name: str, *args: object) -> None:
        """Without an answer, and without knowing that it arrives."""
        if self._is_open:
            self._send(("tell", 0, name, args))

    async def serve(self) -> None:
        """Do what the other side asks and tells, until it is gone."""
        try:
            while True:
                (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
                await self._take(*pickle.loads(await self._reader.readexactly(length)))  # noqa: S301
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.close()
            for task in self._answering:
                task.cancel()
            await asyncio.gather(*self._answering, return_exceptions=True)

    def close(self) -> None:
        """The other side sees that this one is gone; nobody is waited for any more."""
        self._is_open = False
        self._writer.close()
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(PeerGone("the other process ended before it answered"))

    async def _take(self, kind: str, number: int, name: str, content: Any) -> None:
        if kind == "tell":
            await self._obey(name, content)
        elif kind == "ask":
            task = asyncio.create_task(self._answer(number, name, content), name=f"channel:{name}")
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)
        elif (answer := self._asked.get(number)) is not None and not answer.done():
            if kind == "answer":
                answer.set_result(content)
            else:
                answer.set_exception(content)

    async def _obey(self, name: str, args: tuple[Any, ...]) -> None:
        try:
            await self._handlers[name](*args)
        except Exception:  # what one message cannot do must not part the processes
            logger.exception("%s was told, and failed", name)

    async def _answer(self, number: int, name: str, args: tuple[Any, ...]) -> None:
        try:
            await self._answer_as_asked(number, name, args)
        except Exception:
            logger.exception("%s failed", name)
            failure = PeerFailed(f"{name} failed in another process: its log says why")
            self._send(("failure", number, name, failure))

    async def _answer_as_asked(self, number: int, name: str, args: tuple[Any, ...]) -> None:
        try:
            answer = await self._handlers[name](*args)
        except ParleyError as error:
            self._send(("failure", number, name, error))
        else:
            self._send(("answer", number, name, answer))

    def _send(self, message: tuple[str, int, str, object]) -> None:
        if self._writer.is_closing():
            return
        content = pickle.dumps(message)
        self._writer.write(_LENGTH.pack(len(content)) + content)
