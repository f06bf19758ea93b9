"""A control plane, reached by a WebSocket that the replica opens."""

from http import HTTPStatus
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.frames import CloseCode

from domain.errors import ControlPlaneUnavailable, LeaseRefused
from domain.interfaces.control_plane import ControlPlane, LeaseLine, Orders, ReplicaReport
from infrastructure.adapters.control_plane.messages import Replica, read, written
from service_tokens.tokens import ServiceTokens

OPEN_S = 1.0
"""To connect, which takes milliseconds. A frozen one is not waited for: another instance may take the lease."""

CLOSE_S = 0.5

BIGGEST_ANSWER_BYTES = 2**20
"""Thousands of calls that are stale at once."""

MOST_WAITING = 16
"""Answers that were not read yet. Whoever sends more is not read any further."""

_REFUSALS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_REFUSING_CODES = {
    CloseCode.POLICY_VIOLATION,
    CloseCode.MESSAGE_TOO_BIG,
    CloseCode.INVALID_DATA,
    CloseCode.UNSUPPORTED_DATA,
}

_WHAT_TO_DO = (
    "set the same PARLEY_SERVICE_KEYS here and there, set both clocks, and check that PARLEY_CONTROL_PLANE_URLS "
    "names a control plane of this version"
)


class WebSocketControlPlane(ControlPlane):
    """
    :param base_url: `http://` or `https://`.
    :param tokens: one is shown at each opening. None shows none.
    """

    def __init__(self, base_url: str, replica: Replica, tokens: ServiceTokens | None) -> None:
        self._base_url = base_url.rstrip("/")
        self._replica = replica
        self._tokens = tokens

    @property
    def address(self) -> str:
        return self._base_url

    async def open(self) -> LeaseLine:
        socket_url = f"ws{self._base_url.removeprefix('http')}"
        replica_id = quote(self._replica.replica_id, safe="")
        try:
            socket = await connect(
                f"{socket_url}/api/v1/replicas/{replica_id}/lease",
                additional_headers={"Authorization": self._tokens.header()} if self._tokens else None,
                open_timeout=OPEN_S,
                close_timeout=CLOSE_S,
                max_size=BIGGEST_ANSWER_BYTES,
                max_queue=MOST_WAITING,
                compression=None,
                ping_interval=None,  # reports are answered, which says more
                proxy=None,  # what is meant for the world outside has no business between the two
            )
        except InvalidStatus as error:
            status = error.response.status_code
            if status in _REFUSALS:
                raise LeaseRefused(f"HTTP status {status}: {_WHAT_TO_DO}") from None
            raise ControlPlaneUnavailable(f"HTTP status {status}") from None
        except TimeoutError:
            raise ControlPlaneUnavailable(f"no connection within {OPEN_S:g} s") from None
        except (OSError, WebSocketException) as error:
            raise ControlPlaneUnavailable(f"no connection ({_told(error)})") from None
        return WebSocketLine(socket, self._replica)


class WebSocketLine(LeaseLine):
    def __init__(self, socket: ClientConnection, replica: Replica) -> None:
        self._socket = socket
        self._replica = replica

    async def send(self, report: ReplicaReport) -> None:
        try:
            await self._socket.send(written(self._replica, report))
        except ConnectionClosed as closed:
            raise _failure(closed) from None

    async def answer(self) -> Orders:
        try:
            text = await self._socket.recv()
        except ConnectionClosed as closed:
            raise _failure(closed) from None
        return read(text)

    async def close(self) -> None:
        await self._socket.close()

    def drop(self) -> None:
        self._socket.transport.abort()


def _failure(closed: ConnectionClosed) -> ControlPlaneUnavailable | LeaseRefused:
    frame = closed.rcvd or closed.sent
    if frame is None:
        return ControlPlaneUnavailable("the connection broke")
    if frame.code in _REFUSING_CODES:
        return LeaseRefused(f"the connection was closed with code {frame.code}: {_WHAT_TO_DO}")
    return ControlPlaneUnavailable(f"the connection was closed with code {frame.code}")


def _told(error: OSError | WebSocketException) -> str:
    """Never what the other side wrote."""
    return (error.strerror or type(error).__name__) if isinstance(error, OSError) else type(error).__name__
