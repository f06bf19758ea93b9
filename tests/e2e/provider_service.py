"""An agent service of its own for one test, whose providers are emulated, and calls with it."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import uuid4

import numpy as np
from livekit import api

from application.use_cases.join_call import JoinCommand
from domain.entities.session import Session
from emulators.everything import Everything
from emulators.serving import served
from infrastructure.caller.caller import Caller, on_the_line
from infrastructure.container import Container, running
from infrastructure.providers.settings import ProviderSettings
from infrastructure.settings import AgentSettings, SpeechSettings, TurnSettings
from tests.e2e.stack import ROOT, service_settings
from tests.livekit_server import LiveKit

WHOLE = 0.6
"""Of what can be heard of a sentence: of two halves only one can be it."""

AUDIBLE = 500
"""Of 32,768: a sample that is louder is no silence."""


@asynccontextmanager
async def emulators(everything: Everything) -> AsyncGenerator[str]:
    """Their address. They begin and end beside the loop, in which other calls go on."""
    serving = served(everything.app())
    address = await asyncio.to_thread(serving.__enter__)
    try:
        yield address
    finally:
        await asyncio.to_thread(serving.__exit__, None, None, None)


class ToldEar:
    """Understands what it was told is being said: quicker than any recogniser, and always right."""

    def __init__(self) -> None:
        self._words, self._audible = "", 0

    def expect(self, words: str, pcm: bytes) -> None:
        """They are said next, and sound like that."""
        self._words, self._audible = words, _audible(pcm)

    def __call__(self, pcm: bytes) -> str:
        """Nothing for a part of it: a machine without time tears sentences apart."""
        return self._words if _audible(pcm) >= WHOLE * max(1, self._audible) else ""


def _audible(pcm: bytes) -> int:
    """How many samples are."""
    return int(np.count_nonzero(np.abs(np.frombuffer(pcm, np.int16).astype(np.int32)) > AUDIBLE))


class Service:
    """:ivar container: its parts."""

    def __init__(self, container: Container, livekit: LiveKit) -> None:
        self.container = container
        self._livekit = livekit

    @asynccontextmanager
    async def call(self) -> AsyncGenerator[tuple[Caller, str]]:
        """A caller in a call, and the session's id."""
        name = f"faults-{uuid4().hex[:8]}"
        session = await self.container.join_call()(JoinCommand(room=name, user_id=name))
        grants = api.VideoGrants(room_join=True, room=name)
        token = api.AccessToken(self._livekit.api_key, self._livekit.api_secret)
        ticket = token.with_identity(name).with_grants(grants).to_jwt()
        async with on_the_line(self._livekit.url, ticket) as caller:
            yield caller, session.session_id

    async def ended(self, session_id: str, *, within_s: float) -> Session:
        """The call's session, once it is over."""
        async with asyncio.timeout(within_s):
            while (session := await self.container.list_sessions().one(session_id)).is_live:
                await asyncio.sleep(0.1)
        return session


@asynccontextmanager
async def service(livekit: LiveKit, environment: Mapping[str, str]) -> AsyncGenerator[Service]:
    """A fresh one: its circuit breakers know nothing of other tests.

    :param environment: what says who its providers are.
    """
    given = {name.removeprefix("PARLEY_").lower(): value for name, value in environment.items()}
    usual = service_settings(livekit, TurnSettings(), AgentSettings(knowledge=ROOT / "knowledge"))
    container = Container(
        settings=replace(
            usual,
            providers=ProviderSettings.model_validate(given),
            speech=SpeechSettings(warm_recognisers=1, recognisers=1),
        )
    )
    await asyncio.to_thread(container.team)  # indexes are built for 0.2 s, in which no other call could be heard
    async with running(container):
        yield Service(container, livekit)
