"""Finding an agent service that carries a call."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from control_plane.application.fleet import Fleet
from control_plane.application.places import Place, Places
from control_plane.application.refusal import refusal
from control_plane.application.withdrawal import Withdrawal
from control_plane.domain.agent_errors import (
    AgentAnswersWrong,
    AgentError,
    AgentRefusesEpoch,
    AgentRefusesRoom,
    AgentSilent,
    AgentSpent,
    AgentWithoutMedia,
)
from control_plane.domain.entities.agent import AgentSession, JoinCommand
from control_plane.domain.entities.call import OVER, Call
from control_plane.domain.entities.names import new_call_id, new_room
from control_plane.domain.errors import RegistryUnavailable, RoomTaken, StaleEpoch
from control_plane.domain.interfaces.agent_service import AgentService
from control_plane.domain.interfaces.call_meter import CallMeter
from control_plane.domain.interfaces.call_registry import CallRegistry

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Placement:
    """Asks the agent services, the least loaded one first, until one takes the call."""

    calls: CallRegistry
    agents: AgentService
    fleet: Fleet
    places: Places
    withdrawal: Withdrawal
    meter: CallMeter
    now: Callable[[], datetime]

    async def place(self, call: Call, metadata: Mapping[str, object], until_s: float) -> Call:
        """Have a call carried that is in the registry and that no service carries.

        Whatever goes wrong, the registry has forgotten the call afterwards, and its room is free, unless another
        control plane has gone on with it. In a registry that cannot be reached the call stays, until its caller
        comes back or `Sweep` ends it.

        :param until_s: the event loop's time at which to give up. Each attempt but the last gets half of the rest.
        :raises CallNotPlaced: no service took it.
        :raises RoomTaken: a service carries that room for another caller.
        """
        attempt = _Attempt(self, call, metadata)
        try:
            return await attempt.run(until_s)
        except BaseException:
            with suppress(RegistryUnavailable):  # why the call was not placed says more
                await self.calls.release(attempt.call.call_id, attempt.call.epoch)
            raise


class _Attempt:
    """One call on its way through the services."""

    def __init__(self, placement: Placement, call: Call, metadata: Mapping[str, object]) -> None:
        self._placement = placement
        self._metadata = metadata
        self.call = call

    async def run(self, until_s: float) -> Call:
        clock = asyncio.get_running_loop().time
        places = self._placement.places
        failures: dict[str, AgentError] = {}
        while (left_s := until_s - clock()) > 0:
            try:
                async with places.next(self.call.call_id, failures) as place:
                    if place is None:
                        break
                    return await self._try(place, left_s if place.is_last else left_s / 2)
            except AgentRefusesRoom as error:
                raise RoomTaken from error
            except AgentRefusesEpoch as error:
                return await self._succeeded(error.agent)
            except AgentError as error:
                failures[error.agent] = error
                await self._after(error.agent, error)
                if isinstance(error, AgentSpent):  # another service, which counts for itself, must not be asked
                    break
        told = [self._explained(agent, error) for agent, error in failures.items()]
        raise refusal(told + await places.refusals(failures))

    async def _try(self, place: Place, timeout_s: float) -> Call:
        agent = place.agent
        session = await self._placement.agents.join(agent, command(self.call, self._metadata), timeout_s)
        carried = self.call.carried(agent, checked_session(agent, session), self._placement.now())
        try:
            return await self._saved(carried)
        except BaseException:  # whatever it is, the agent must not wait there for a caller who is refused
            self._placement.withdrawal.start(agent, carried.room)
            raise

    async def _saved(self, carried: Call) -> Call:
        agent = carried.agent
        try:
            await self._placement.calls.save(carried)
        except StaleEpoch:
            return await self._succeeded(agent)
        self._placement.withdrawal.forget(agent, carried.room)
        logger.info("call placed call_id=%s epoch=%d agent=%s", carried.call_id, carried.epoch, agent)
        return carried

    async def _after(self, agent: str, error: AgentError) -> None:
        logger.warning("call not taken call_id=%s agent=%s code=%s", self.call.call_id, agent, error.code)
        self._placement.meter.agent_failed("join", error.code)
        if error.may_have_acted:
            self._placement.withdrawal.start(agent, self.call.room)
            self.call = await self._renewed()

    async def _succeeded(self, agent: str) -> Call:
        """Another control plane has had the call carried elsewhere; that agent displaces the one that we sent."""
        known = await self._placement.calls.find(self.call.call_id)
        if known and known.is_live and known.epoch > self.call.epoch:
            return known
        raise refusal([AgentSilent(agent)])

    def _explained(self, agent: str, error: AgentError) -> AgentError:
        """Silence has a reason when the service has just said that it cannot reach LiveKit."""
        health = self._placement.fleet.health.get(agent)
        is_waiting_for_media = isinstance(error, AgentSilent) and health is not None and not health.has_media
        return AgentWithoutMedia(agent) if is_waiting_for_media else error

    async def _renewed(self) -> Call:
        """A call that the session which may have been left behind cannot disturb.

        A room that the caller did not choose is exchanged for a new one, where no late agent can appear.
        """
        calls = self._placement.calls
        if self.call.room_chosen:
            renewed = self.call.succeeded()
            await calls.save(renewed)
            return renewed
        await calls.release(self.call.call_id, self.call.epoch)
        return await calls.claim(replace(self.call, call_id=new_call_id(), room=new_room()))


def command(call: Call, metadata: Mapping[str, object]) -> JoinCommand:
    """Whose the call is goes along: the agent service tells it again when all else has forgotten it."""
    return JoinCommand(call.room, call.identity, call.call_id, call.epoch, {**metadata, **_whose(call)})


def commanded(call: Call, metadata: Mapping[str, object]) -> Mapping[str, object]:
    """What the caller's page had told, of what an agent service was."""
    whose = _whose(call)
    return {name: told for name, told in metadata.items() if name not in whose}


def _whose(call: Call) -> Mapping[str, object]:
    return {"tenant": call.tenant, "owner": call.owner}


def checked_session(agent: str, session: AgentSession) -> AgentSession:
    """:raises AgentAnswersWrong: a new call is answered with a session that is over."""
    if session.status in OVER:
        raise AgentAnswersWrong(agent)
    return session
