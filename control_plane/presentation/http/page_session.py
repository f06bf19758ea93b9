"""A browser that calls from our own page is one caller, also when nobody logs in."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping

import jwt
from fastapi import Request, Response

from control_plane.domain.entities.call import DEFAULT_TENANT
from control_plane.domain.entities.principal import Principal, Proof, Role
from control_plane.domain.loopback import LOOPBACK_NAMES
from control_plane.presentation.http.own_page_only import host_name, is_own_origin

LIFE_S = 12 * 3600
"""From the last call that was begun: longer than any call."""
NEAR = "parley"
AFAR = "__Host-parley"
"""RFC 6265bis §4.1.3.2: browsers take it with `Secure`, for this host alone, and from nobody else."""
ALGORITHM = "HS256"
AUDIENCE = "page"


class PageSessions:
    """A cookie that says nothing but which browser it is, signed so that nobody can be another one.

    It counts in this origin's requests only: `SameSite=Strict` keeps other sites out, and what a browser says of
    where a request comes from keeps out our neighbours at the same site, other ports among them. Beyond loopback
    it is `Secure`: without TLS a page has no microphone anyway, and no session.

    :param secret: the same at all control planes. The signing key is derived from it, so it signs nothing else.
    """

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._key = hmac.digest(secret.encode(), b"parley: sessions of the call page", hashlib.sha256)
        self._clock = clock

    def find(self, request: Request) -> Principal | None:
        """Whose request this is; None: not from our page, or from one that has no session."""
        if not _is_from_own_page(request):
            return None
        session_id = self._read(request.cookies.get(_name(request), ""))
        return _principal(session_id) if session_id else None

    def begin(self, request: Request, response: Response) -> Principal | None:
        """The same, and a session that is prolonged, or made; None: not from our page.

        Only what says that it is from our page gets one: browsers do with each POST.
        """
        if "origin" not in request.headers or not _is_from_own_page(request):
            return None
        session_id = self._read(request.cookies.get(_name(request), "")) or secrets.token_hex(16)
        claims = {"sid": session_id, "aud": AUDIENCE, "exp": int(self._clock()) + LIFE_S}
        response.set_cookie(
            _name(request),
            jwt.encode(claims, self._key, ALGORITHM),
            max_age=LIFE_S,
            httponly=True,
            samesite="strict",
            secure=_name(request) == AFAR,
        )
        return _principal(session_id)

    def _read(self, cookie: str) -> str | None:
        """The session's id; None: not of our making, or too old."""
        try:
            claims: Mapping[str, object] = jwt.decode(
                cookie,
                self._key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                options={"require": ["exp", "aud", "sid"], "verify_exp": False},
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            return None
        expires_at, session_id = claims["exp"], claims["sid"]
        is_good = isinstance(expires_at, int) and expires_at > self._clock() and isinstance(session_id, str)
        return str(session_id) if is_good else None


def _principal(session_id: str) -> Principal:
    return Principal(f"page:{session_id}", DEFAULT_TENANT, Role.USER, Proof.PAGE_SESSION)


def _name(request: Request) -> str:
    return NEAR if host_name(request.headers.get("host", "")) in LOOPBACK_NAMES else AFAR


def _is_from_own_page(request: Request) -> bool:
    origin = request.headers.get("origin")
    is_own = origin is None or is_own_origin(origin, request.headers.get("host", ""))
    return is_own and request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
