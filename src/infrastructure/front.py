"""The agent service whose calls several processes carry: this one answers for all of them, and carries none."""

import math
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version

from fastapi import FastAPI

from application.calls.retention import Retention
from application.calls.spread import SpreadCalls
from application.use_cases.check_health import CheckHealth
from application.use_cases.drain_calls import DrainCalls
from application.use_cases.hand_over_call import HandOverCall
from application.use_cases.join_call import JoinCall
from application.use_cases.leave_call import LeaveCall
from application.use_cases.list_sessions import ListSessions
from domain.entities.events import SessionChanged
from domain.entities.session import EndReason, Session, Status
from domain.interfaces.control_plane import LeaseWatch
from domain.interfaces.events import CallEvents
from domain.interfaces.registry import SessionRegistry
from infrastructure.capacity import calls_at_once
from infrastructure.lease_wiring import gate_of, open_lease
from infrastructure.livekit_rooms import open_rooms
from infrastructure.persistence.events import InMemoryCallEvents
from infrastructure.persistence.registry import InMemorySessionRegistry
from infrastructure.persistence.spending import InMemorySpending
from infrastructure.process.worker import Office, Program, Worker
from infrastructure.process.workers import Workers
from infrastructure.settings import Settings
from presentation.http.app import create_app
from presentation.http.metrics import CallMetrics


def build_front(settings: Settings, command: Sequence[str]) -> tuple[FastAPI, DrainCalls]:
    """:param command: what carries calls, and takes a socket's number as its last argument."""
    service = settings.service
    registry, events = InMemorySessionRegistry(), InMemoryCallEvents()
    rooms = open_rooms(settings.livekit)

    async def lost(session: Session) -> None:
        await lose(session, registry=registry, events=events, close_room=rooms.close_soon, lease=lease)

    office = Office(registry, events, InMemorySpending(), lost)
    processes = [
        Worker(f"worker-{number}", Program(command, share), office, stop_timeout_s=service.stop_timeout_s)
        for number, share in enumerate(shares(settings), 1)
    ]
    workers = Workers(processes)
    calls = SpreadCalls(
        processes, Retention(registry, service.retention_minutes * 60, now=lambda: datetime.now(UTC))
    )
    lease = open_lease(service, calls=calls, registry=registry, events=events)
    metrics = CallMetrics(calls, workers, workers, lease)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncGenerator[None, None]:
        async with metrics.counting(events), lease.held():
            await workers.start()
            lease.begin()
            try:
                yield
            finally:
                await calls.stop()
                await workers.close()
                await rooms.release()

    app = create_app(
        join_call=JoinCall(calls=calls, registry=registry),
        leave_call=LeaveCall(calls=calls, registry=registry),
        hand_over_call=HandOverCall(calls=calls, registry=registry),
        list_sessions=ListSessions(registry=registry),
        check_health=CheckHealth(calls=calls, is_reachable=rooms.are_reachable, providers=workers),
        metrics=metrics,
        version=version("parley"),
        gate=gate_of(service),
        lifespan=running,
    )
    return app, DrainCalls(calls=calls, timeout_s=service.drain_timeout_s, tell=lease.hurry)


async def lose(
    session: Session,
    *,
    registry: SessionRegistry,
    events: CallEvents,
    close_room: Callable[[str], None],
    lease: LeaseWatch,
) -> None:
    """Nobody speaks in its room any more. A control plane that sees it missing has it carried on; without one the
    caller is told by the room's end. A standby is missed by nobody.
    """
    now = datetime.now(UTC)
    if session.is_standby:  # its call has an owner
        over = session.end(Status.ENDED, EndReason.STANDBY_OVER, now)
        await registry.save(over)
        events.publish(SessionChanged(over, now))
        return
    failed = session.end(Status.FAILED, EndReason.PIPELINE_FAILED, now)
    state = lease.state()
    if state is not None and state.is_connected:
        await registry.drop(session.session_id)
    else:
        await registry.save(failed)
        close_room(session.room)
    events.publish(SessionChanged(failed, now))


def shares(settings: Settings) -> list[dict[str, str]]:
    """The settings of each of the processes, where they differ from those of all together."""
    capacity, processes = calls_at_once(settings), settings.service.agent_processes
    processes = min(processes, capacity)
    of_each = {
        "PARLEY_AGENT_PROCESSES": "1",
        "PARLEY_RECOGNISERS": str(math.ceil(settings.speech.recognisers / processes)),
        "PARLEY_WARM_RECOGNISERS": str(math.ceil(settings.speech.warm_recognisers / processes)),
    }
    least, more = divmod(capacity, processes)
    return [of_each | {"PARLEY_AGENT_CAPACITY": str(least + (number < more))} for number in range(processes)]
