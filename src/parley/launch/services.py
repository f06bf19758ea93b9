"""The two services, from the environment."""

import sys
from collections.abc import Callable

from fastapi import FastAPI

from application.use_cases.drain_calls import DrainCalls
from control_plane import container as control_plane
from control_plane.domain import errors
from control_plane.settings import load_settings
from domain.errors import ConfigurationInvalid
from infrastructure import log, settings
from infrastructure.process.garbage import spare_what_stays
from parley.launch.ports import ensure_port_free
from parley.launch.serve import Running, Service, drained, stop_asked_for

WORKER = (sys.executable, "-P", "-m", "parley.launch.worker")
"""Carries calls for a service of several processes. Nothing is imported from the folder that it is started in."""


def agent_service() -> Service:
    """:raises ConfigurationInvalid: a setting is missing or wrong, or something that it needs is not there."""
    read = settings.load()
    service = read.service
    log.configure(read.logging.log_level, read.logging.log_format)
    app, drain = _carrying(read)
    return Service("agent service", app, service.agent_host, service.agent_port, "PARLEY_AGENT_PORT", drain)


def control_plane_service() -> Service:
    """:raises ConfigurationInvalid: a setting is missing or wrong."""
    try:
        read = load_settings()
    except errors.ConfigurationInvalid as error:  # the two services share no code, their errors included
        raise ConfigurationInvalid(str(error)) from error
    logging = settings.load_one(settings.LoggingSettings)
    log.configure(logging.log_level, logging.log_format)
    return Service("control plane", control_plane.build(read), read.host, read.port, "PARLEY_CONTROL_PLANE_PORT")


async def serve(make: Callable[[], Service]) -> None:
    """Run one service until told to stop; then, unless it has to end at once, until it has drained.

    :raises ConfigurationInvalid: it cannot be made, or its port is held.
    """
    stop = stop_asked_for()
    service = make()
    ensure_port_free(service.port, use=f"the {service.name} ({service.port_variable})", host=service.host)
    async with Running([service]) as running:
        spare_what_stays()
        await running.until(stop.asked)
        if service.drain is not None and not stop.at_once.is_set():
            await drained(running, service.drain, stop)


def _carrying(read: settings.Settings) -> tuple[FastAPI, DrainCalls]:
    """What carries no calls has no use for what that takes: 90 MB of libraries."""
    if read.service.agent_processes > 1:
        from infrastructure.front import build_front

        return build_front(read, WORKER)
    from infrastructure.container import Container, build_app

    container = Container(settings=read)
    return build_app(container), container.drain_calls()
