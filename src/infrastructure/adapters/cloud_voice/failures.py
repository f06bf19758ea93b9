"""What went wrong at a provider, in words for the operator; never a key, and nothing that a caller said.

Vendors' errors carry the answer's body, which may repeat both: they are not chained to ours (`from None`).
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

from domain.errors import SynthesisFailed


def refusal(who: str, status: int, retry_after: str | None = None) -> SynthesisFailed:
    """An answer with an HTTP status that is none of success."""
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return SynthesisFailed(f"{who} refuses the key ({status}): check it, and what it may be used for")
    if status == HTTPStatus.PAYMENT_REQUIRED:
        return SynthesisFailed(f"{who} has no credit left for this account ({status}): top it up")
    if status == HTTPStatus.NOT_FOUND:
        return SynthesisFailed(f"{who} does not know the model or the voice ({status}): check their names")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = (
            f"for {retry_after} s" if retry_after and retry_after.replace(".", "", 1).isdigit() else "for a while"
        )
        return SynthesisFailed(
            f"{who} allows no more requests {wait} ({status}): raise the plan's limits, or wait"
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SynthesisFailed(f"{who} has a failure of its own ({status}): try again soon")
    return SynthesisFailed(f"{who} refuses the request ({status}): check the model, the voice and the base URL")


def checked_key(who: str, key: Callable[[], str]) -> str:
    """The key, fit for a header: an HTTP library would put one that is not into its error.

    :raises SynthesisFailed: it is empty, or no key at all.
    """
    value = key().strip()
    if not value or not value.isascii() or not value.isprintable():
        raise SynthesisFailed(f"the key for {who} is empty or has characters that no key has: set it anew")
    return value


@asynccontextmanager
async def within(seconds: float, who: str, what: str) -> AsyncGenerator[None, None]:
    """
    :param what: is missing after so long.
    :raises SynthesisFailed: it has not come.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise SynthesisFailed(f"{who} sent {what} for {seconds:g} s: try again, or check the network") from None
