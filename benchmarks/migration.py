"""What a caller hears of a call that changes its replica: `python -m benchmarks.migration`.

Two agent services share a Redis; real calls are handed from one to the other and back, and heard at the caller. An
answer is cut between two sentences, as is done only where nobody is ever silent, and its longest pause is compared
with that of the same answer where nothing is moved; a question is asked in the moment in which its call moves.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import uuid
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import httpx
from livekit import api
from rich.console import Console

from benchmarks.processes import ROOT, Service, livekit_environment, livekit_server, running_service
from benchmarks.report import machine, show, show_spreads_ms
from infrastructure.adapters.flite.text_to_speech import FliteTextToSpeech
from infrastructure.caller.caller import Answer, Caller, on_the_line
from infrastructure.caller.utterance import from_text
from parley.launch.fleet_plan import COMMAND
from parley.launch.livekit_server import LiveKitServer
from parley.launch.ports import free_port
from parley.launch.redis_server import RedisServer, installed_redis

LONG_QUESTION = "please tell me everything about all of your plans"
SHORT_QUESTION = "what does the pro plan cost"
ANSWER = "39 euros"
INTO_ANSWER_S = 1.0
"""After its first sound: there are words to be cut."""

PATIENT_S = 8.0
SETTLED_S = 1.0
"""After an answer: both sides have been silent for long enough to be moved at once."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer.

    :ivar pause_s: the longest silence in it.
    :ivar delay_s: from the end of the question to its first sound.
    :ivar text: as it was captioned.
    :ivar is_whole: it says what it should.
    """

    pause_s: float
    delay_s: float
    text: str
    is_whole: bool


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--moves", type=int, default=20, help="of each kind (20)")
    options.add_argument("--json", type=Path, help="where the figures go, answer by answer")
    chosen = options.parse_args()
    console = Console(width=120)
    answers = asyncio.run(_measured(console, chosen.moves))
    console.print(machine())
    show_spreads_ms(console, "Longest pause in an answer", "", {name: _pauses(of) for name, of in answers.items()})
    delays = {name: [each.delay_s for each in of] for name, of in answers.items()}
    show_spreads_ms(console, "From the question to the answer", "", delays)
    gap_ms = _gap_ms(answers["cut by a move"], answers["not moved"])
    show(console, "", ("", "median ms"), [("added to the longest pause by a move", f"{gap_ms:.0f}")])
    lost = [(name, f"{sum(not each.is_whole for each in of)} of {len(of)}") for name, of in answers.items()]
    show(console, "Answers that were not whole", ("", ""), lost)
    if chosen.json:
        rows = {name: [asdict(each) for each in of] for name, of in answers.items()}
        told = {"machine": machine(), "gap_ms": gap_ms, "answers": rows}
        chosen.json.write_text(json.dumps(told, indent=1) + "\n")


def _pauses(answers: Sequence[Heard]) -> Sequence[float]:
    return [each.pause_s for each in answers]


def _gap_ms(moved: Sequence[Heard], usual: Sequence[Heard]) -> float:
    return (statistics.median(_pauses(moved)) - statistics.median(_pauses(usual))) * 1000


async def _measured(console: Console, moves: int) -> dict[str, list[Heard]]:
    kinds = ("not moved", "cut by a move", "asked while it moves", "asked")
    answers: dict[str, list[Heard]] = {kind: [] for kind in kinds}
    with tempfile.TemporaryDirectory() as folder:
        async with _a_call(Path(folder)) as call:
            whole = (await call.ask(LONG_QUESTION)).text
            for number in range(moves):
                answers["not moved"].append(await call.heard(LONG_QUESTION, whole))
                answers["cut by a move"].append(await call.heard_while_cut(LONG_QUESTION, whole))
                answers["asked"].append(await call.heard(SHORT_QUESTION, ANSWER))
                answers["asked while it moves"].append(await call.heard_while_moved(SHORT_QUESTION, ANSWER))
                console.log(f"{number + 1} of {moves}")
    return answers


class Call:
    """A caller, and two services that carry the call in turn."""

    def __init__(self, caller: Caller, services: Sequence[Service], command: dict[str, object]) -> None:
        self._caller = caller
        self._owner, self._other = services
        self._command = command
        self._epoch = 1
        self._voice = FliteTextToSpeech("slt")
        self._sounds: dict[str, bytes] = {}

    async def begin(self) -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            (await client.post(f"{self._owner.url}/join", json={**self._command, "epoch": 1})).raise_for_status()
        await self._caller.hear_answer(0)

    async def close(self) -> None:
        await self._voice.close()

    async def move(self, within_s: float) -> None:
        """Until the other service carries it."""
        following = self._epoch + 1
        standby = {**self._command, "epoch": following, "standby": True}
        order = {
            "session_id": self._command["call_id"],
            "epoch": self._epoch,
            "successor_epoch": following,
            "within_s": within_s,
        }
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            (await client.post(f"{self._other.url}/join", json=standby)).raise_for_status()
            (await client.post(f"{self._owner.url}/hand-over", json=order)).raise_for_status()
        self._owner, self._other, self._epoch = self._other, self._owner, following

    async def ask(self, question: str) -> Answer:
        return await self._caller.hear_answer(await self._say(question))

    async def heard(self, question: str, expected: str) -> Heard:
        said_at = await self._say(question)
        return self._heard(await self._caller.hear_answer(said_at), said_at, expected)

    async def heard_while_cut(self, question: str, expected: str) -> Heard:
        """The call moves in the middle of the answer."""
        said_at = await self._say(question)
        await self._caller.ear.first_sound(said_at)
        await asyncio.sleep(INTO_ANSWER_S)
        await self.move(0.0)
        return self._heard(await self._caller.hear_answer(said_at), said_at, expected)

    async def heard_while_moved(self, question: str, expected: str) -> Heard:
        """The question begins while the call moves."""
        await asyncio.sleep(SETTLED_S)
        moving = asyncio.create_task(self.move(PATIENT_S))
        said_at = await self._say(question)
        answer = await self._caller.hear_answer(said_at)
        await moving
        return self._heard(answer, said_at, expected)

    async def _say(self, text: str) -> float:
        if text not in self._sounds:
            self._sounds[text] = await from_text(text, self._voice)
        return await self._caller.say(self._sounds[text])

    def _heard(self, answer: Answer, said_at: float, expected: str) -> Heard:
        sounds = self._caller.ear.sounds(answer.began_at)
        pause_s = max((after - before for before, after in pairwise(sounds)), default=0.0)
        is_whole = " ".join(expected.split()) in " ".join(answer.text.split())
        return Heard(pause_s, answer.began_at - said_at, answer.text, is_whole)


@asynccontextmanager
async def _a_call(folder: Path) -> AsyncGenerator[Call, None]:
    name = uuid.uuid4().hex
    room, identity = f"call-{name}", f"caller-{name}"
    async with AsyncExitStack() as stack:
        livekit = await stack.enter_async_context(livekit_server(folder))
        redis = await stack.enter_async_context(RedisServer(installed_redis(), log=folder / "redis.log"))
        services = [await stack.enter_async_context(_service(n, livekit, redis, folder)) for n in ("one", "two")]
        caller = await stack.enter_async_context(on_the_line(livekit.url, _token(livekit, room, identity)))
        call = Call(caller, services, {"room": room, "user_id": identity, "call_id": name})
        stack.push_async_callback(call.close)
        await call.begin()
        yield call


@asynccontextmanager
async def _service(
    name: str, livekit: LiveKitServer, redis: RedisServer, folder: Path
) -> AsyncGenerator[Service, None]:
    port = free_port()
    env = {
        **livekit_environment(livekit),
        "PARLEY_AGENT_PORT": str(port),
        "PARLEY_REDIS_URL": redis.url,
        "PARLEY_KNOWLEDGE": str(ROOT / "knowledge"),
        "PARLEY_RECORDS": str(folder / "records.sqlite3"),
        "PARLEY_SILENCE_S": "600",
        "PARLEY_CALL_TURN_CAP": "10000",
    }
    url = f"http://127.0.0.1:{port}"
    async with running_service(f"agent {name}", [*COMMAND, "agent"], env, folder, url, "/health") as service:
        yield service


def _token(livekit: LiveKitServer, room: str, identity: str) -> str:
    grants = api.VideoGrants(room_join=True, room=room)
    return (
        api.AccessToken(livekit.keys.api_key, livekit.keys.api_secret)
        .with_identity(identity)
        .with_grants(grants)
        .to_jwt()
    )


if __name__ == "__main__":
    main()
