"""The agent service as the product starts it, with scripted providers.

Run as `python -m benchmarks.peers.programs.parley_service`, with the agent service's environment and the script.
"""

import asyncio

import uvloop
from dependency_injector.providers import Object

from benchmarks.peers.programs.parley_parts import (
    NAME,
    LevelDetector,
    ScriptedSpeechToText,
    ScriptedTeam,
    ScriptedTextToSpeech,
)
from benchmarks.peers.script import Script
from infrastructure import log, settings
from infrastructure.adapters.failover.leg import Leg
from infrastructure.adapters.local_inference.voice_activity import LocalVoiceDetector
from infrastructure.container import Container, build_app
from infrastructure.providers.legs import Models
from parley.launch.serve import Service
from parley.launch.services import serve


def scripted_service() -> Service:
    read, script = settings.load(), Script.given()
    log.configure(read.logging.log_level, read.logging.log_format)
    container = Container(settings=read)
    container.recogniser.override(Object(ScriptedSpeechToText(script)))
    container.synthesiser.override(Object(ScriptedTextToSpeech(script)))
    container.models.override(Object(Models(None, None, Leg(NAME, []))))
    container.team.override(Object(ScriptedTeam(script)))
    if script.hears_level:
        container.voices.override(Object(LevelDetector(LocalVoiceDetector())))
    service = read.service
    app = build_app(container)
    return Service("scripted agent service", app, service.agent_host, service.agent_port, "PARLEY_AGENT_PORT")


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(scripted_service))
