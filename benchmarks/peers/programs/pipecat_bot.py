# pyright: basic, reportMissingImports=false
# pipecat has an environment of its own (benchmarks/peers/pipecat_environment.py), so its types are not known here.
"""A pipecat bot with scripted providers: `python -m benchmarks.peers.programs.pipecat_bot -t livekit`.

Started as pipecat's documentation does (docs.pipecat.ai, "Running bots locally" and "Self-hosting", option 1): its
runner is an HTTP service, and each POST /start runs `bot` as a task of it. The request's body names the room, and
has the bot's token for it. All options are the defaults but those that the script names, and the log, which tells
less. LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET and the script are in the environment.
"""

import sys

from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams
from pipecat.frames.frames import TTSSpeakFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair, LLMUserAggregatorParams
from pipecat.runner.types import RunnerArguments
from pipecat.transports.livekit.transport import LiveKitParams, LiveKitTransport
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from benchmarks.peers.programs.pipecat_parts import LevelVad, ScriptedLlm, ScriptedStt, ScriptedTts
from benchmarks.peers.script import Script

PAUSE_S = 0.192
"""Six windows of silence end voice activity: its default, in whole windows."""


async def bot(runner_args: RunnerArguments) -> None:
    """One call, to its end."""
    _log_less()
    script, room = Script.given(), runner_args.body["room"]
    params = LiveKitParams(audio_in_enabled=True, audio_out_enabled=True)
    transport = LiveKitTransport(runner_args.url, runner_args.body["token"], room, params)
    aggregators = LLMContextAggregatorPair(LLMContext(), user_params=_listening(script))
    pipeline = Pipeline(
        [
            transport.input(),
            ScriptedStt(script),
            aggregators.user(),
            ScriptedLlm(script),
            ScriptedTts(script),
            transport.output(),
            aggregators.assistant(),
        ]
    )
    worker = PipelineWorker(
        pipeline, params=PipelineParams(), idle_timeout_secs=runner_args.pipeline_idle_timeout_secs
    )

    @transport.event_handler("on_client_connected")
    async def greet(_transport, _client) -> None:
        if script.greeting:
            await worker.queue_frames([TTSSpeakFrame(script.greeting)])

    @transport.event_handler("on_client_disconnected")
    async def end(_transport, _client) -> None:
        await worker.cancel()

    @transport.event_handler("on_disconnected")
    async def end_too(_transport) -> None:
        await worker.cancel()

    runner = WorkerRunner(handle_sigint=runner_args.handle_sigint)
    await runner.add_workers(worker)
    await runner.run()


def _listening(script: Script) -> LLMUserAggregatorParams:
    """Its smart turn detector, where the script leaves the silence to it."""
    detector = LevelVad if script.hears_level else SileroVADAnalyzer
    if script.silence_ms is None:
        return LLMUserAggregatorParams(vad_analyzer=detector(params=VADParams()))
    pause_s = min(PAUSE_S, script.silence_ms / 1000)
    stop = SpeechTimeoutUserTurnStopStrategy(user_speech_timeout=script.silence_ms / 1000 - pause_s)
    return LLMUserAggregatorParams(
        vad_analyzer=detector(params=VADParams(stop_secs=pause_s)),
        user_turn_strategies=UserTurnStrategies(stop=[stop]),
    )


def _log_less() -> None:
    """The runner logs every frame of interest, which costs the bot time that its makers' users would not spend."""
    logger.remove()
    logger.add(sys.stderr, level="INFO")


if __name__ == "__main__":
    from pipecat.runner.run import main

    main()
