"""Keeping foreign web pages away from a service that a browser can reach."""

from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from control_plane.presentation.http.problems import problem

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class OwnPageOnly:
    """Refuses what a browser sends on behalf of a page from elsewhere.

    Any page can make its visitor's browser send a request to localhost. The browser says in `Origin` for whom; and
    a page that has its own name resolved to our address (DNS rebinding) still sends that name as `Host`.

    :param hosts: names under which the service is reached; empty means any.
    :param origins: foreign origins whose pages may act here.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], origins: Collection[str]) -> None:
        self._app = app
        self._hosts = hosts
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if not self._is_ours(headers.get("host", "")):
                answer = problem(
                    HTTPStatus.MISDIRECTED_REQUEST, "unknown_host", "this service is not reached by that host name"
                )
                await answer(scope, receive, send)
                return
            if scope["method"] not in SAFE and not self._is_welcome(headers):
                answer = problem(
                    HTTPStatus.FORBIDDEN, "foreign_origin", "pages of other origins may not do this here"
                )
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        return not self._hosts or (host_name(host) or "") in self._hosts

    def _is_welcome(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "none") in {"none", "same-origin"}
        return origin in self._origins or is_own_origin(origin, headers.get("host", ""))


def host_name(host: str) -> str | None:
    """The host without its port: `[::1]:8080` gives `::1`."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def is_own_origin(origin: str, host: str) -> bool:
    """Whether host and port are those of the request. The scheme is not compared: a proxy may speak TLS for us."""
    try:
        place = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    return bool(place) and place == host.lower()
