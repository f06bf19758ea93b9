"""What an issuer publishes, asked for over HTTP."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Self, cast

import httpx
from pydantic import TypeAdapter

from control_plane.domain.errors import IssuerUnavailable

ANSWERS_WITHIN_S = 3.0
"""Discovery and keys together: a user waits for it where the keys are not known yet."""
LARGEST_BYTES = 256 * 1024
OBJECT = TypeAdapter(dict[str, object])
DISCOVERY = "/.well-known/openid-configuration"


class Issuer:
    """One issuer. To be entered before use; leaving closes its connections.

    :param url: exactly as it stands in the tokens.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        is_far = url.startswith("https://")  # then a proxy of the operator's may stand between
        self._client = httpx.AsyncClient(follow_redirects=False, timeout=ANSWERS_WITHIN_S, trust_env=is_far)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def keys(self) -> tuple[Mapping[str, object], ...]:
        """Its JSON Web Keys, as it tells them.

        :raises IssuerUnavailable: it does not answer in time, or with something else.
        """
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                discovered = await self._read(self._url.rstrip("/") + DISCOVERY)
                told = await self._read(self._place_of_keys(discovered))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, RecursionError) as error:
            raise IssuerUnavailable from error
        keys = told.get("keys")
        if not isinstance(keys, list):
            raise IssuerUnavailable
        found = cast("list[object]", keys)
        return tuple(cast("Mapping[str, object]", key) for key in found if isinstance(key, dict))

    def _place_of_keys(self, discovered: Mapping[str, object]) -> str:
        """:raises ValueError: it is another issuer's, or keys from there could be anybody's on the way."""
        if discovered.get("issuer") != self._url:  # OpenID Connect Discovery 1.0 §4.3
            raise ValueError("it says that it is another issuer")
        url = discovered.get("jwks_uri")
        if not isinstance(url, str) or not url.startswith(("https://", "http://")):
            raise ValueError("no jwks_uri")
        if self._url.startswith("https://") and not url.startswith("https://"):
            raise ValueError("keys without TLS")
        return url

    async def _read(self, url: str) -> dict[str, object]:
        """:raises ValueError: no JSON object, or too large."""
        body = b""
        async with self._client.stream("GET", url, headers={"Accept": "application/json"}) as answer:
            answer.raise_for_status()
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > LARGEST_BYTES:
                    raise ValueError("too large")
        return OBJECT.validate_json(body)
