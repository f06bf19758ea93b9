"""A stock livekit-agents worker with scripted providers: `python -m benchmarks.peers.programs.worker start`.

As its documentation runs it: `start` is the production mode, everything that can be made before a call is made in
its spare processes, and all options are the defaults but those that the script names. LIVEKIT_URL, LIVEKIT_API_KEY
and LIVEKIT_API_SECRET, STOCK_WORKER_NAME, which a dispatch asks for, STOCK_WORKER_PORT and the script are in the
environment.
"""

import os

from livekit.agents import Agent, AgentServer, AgentSession, JobContext, JobProcess, cli, inference
from livekit.agents.voice.turn import PreemptiveGenerationOptions, TurnHandlingOptions

from benchmarks.peers.programs.worker_parts import ScriptedLlm, ScriptedStt, ScriptedTts
from benchmarks.peers.programs.worker_vad import LevelVad
from benchmarks.peers.script import Script


def prewarm(process: JobProcess) -> None:
    """In each spare process."""
    script = Script.given()
    process.userdata.update(
        script=script,
        stt=ScriptedStt(script),
        llm=ScriptedLlm(script),
        tts=ScriptedTts(script),
        vad=LevelVad() if script.hears_level else inference.VAD(),
        turn_handling=_turn_handling(script),
    )


def _turn_handling(script: Script) -> TurnHandlingOptions:
    """Its audio turn detector, which the wheel carries, where the script leaves the silence to it."""
    preemptive = PreemptiveGenerationOptions(enabled=script.preemptive)
    if script.silence_ms is None:
        detector = inference.TurnDetector(version="v1-mini")
        return TurnHandlingOptions(turn_detection=detector, preemptive_generation=preemptive)
    silence_s = script.silence_ms / 1000
    return TurnHandlingOptions(
        turn_detection="vad",
        endpointing={"min_delay": silence_s, "max_delay": silence_s},
        preemptive_generation=preemptive,
    )


async def answer_call(context: JobContext) -> None:
    """Join, listen, greet."""
    made = context.proc.userdata
    session = AgentSession[None](
        stt=made["stt"], llm=made["llm"], tts=made["tts"], vad=made["vad"], turn_handling=made["turn_handling"]
    )
    await session.start(Agent(instructions=""), room=context.room)
    if greeting := made["script"].greeting:
        session.say(greeting)


def server() -> AgentServer:
    """As by default, but on loopback, and taking jobs however busy the machine is with other things."""
    made = AgentServer(
        setup_fnc=prewarm, host="127.0.0.1", port=int(os.environ["STOCK_WORKER_PORT"]), load_fnc=lambda: 0.0
    )
    made.rtc_session(answer_call, agent_name=os.environ["STOCK_WORKER_NAME"])
    return made


if __name__ == "__main__":
    cli.run_app(server())
