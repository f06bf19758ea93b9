"""What browsers are told to forbid."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class SecurityHeaders:
    """Sets the same headers on every answer, and keeps API answers, which carry tokens, out of caches.

    :param livekit_url: where the page's browser connects to LiveKit.
    """

    def __init__(self, app: ASGIApp, livekit_url: str) -> None:
        self._app = app
        always = {name.lower().encode(): value.encode() for name, value in security_headers(livekit_url).items()}
        self._of_pages = tuple(always.items())
        self._of_the_api = (*self._of_pages, (b"cache-control", b"no-store"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = self._of_the_api if scope["path"].startswith("/api/") else self._of_pages
                message["headers"] = [*message.get("headers", ()), *ours]
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def security_headers(livekit_url: str) -> Mapping[str, str]:
    """LiveKit's client opens a WebSocket and fetches from the same host, so both schemes are allowed."""
    parts = urlsplit(livekit_url)
    socket, fetched = ("wss", "https") if parts.scheme in {"wss", "https"} else ("ws", "http")
    policy = {
        "default-src": "'self'",
        "connect-src": f"'self' {socket}://{parts.netloc} {fetched}://{parts.netloc}",
        "img-src": "'self' data:",
        "media-src": "'self' blob:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), display-capture=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
