"""Several callers in one process, `python -m benchmarks.load.caller_program SOUND`.

SOUND is a file with the question, mono s16le at 16 kHz. Commands come as lines of JSON, and each is answered by a
line when it is done. When there are no more, all callers hang up.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import uvloop

from benchmarks.load.light_caller import LightCaller
from benchmarks.load.rhythm import turned


async def main(sound: bytes) -> None:
    callers: dict[str, LightCaller] = {}
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps(await _obey(json.loads(line), callers, sound)), flush=True)
    finally:
        await asyncio.gather(*(caller.leave() for caller in callers.values()))


async def _obey(command: dict[str, Any], callers: dict[str, LightCaller], sound: bytes) -> dict[str, int]:
    room = str(command["room"])
    match command["do"]:
        case "enter":
            callers[room] = LightCaller(talks=command["talks"])
            await callers[room].enter(command["url"], command["token"])
        case "talk":
            callers[room].talk(turned(sound, command["begins_s"]), int(command["begins_s"]))
        case "tell":
            pass
        case "leave":
            await callers.pop(room).leave()
            return {}
        case unknown:
            raise ValueError(f"{unknown!r} is no command")
    return {"asked": callers[room].asked, "answered": callers[room].answered}


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]).read_bytes()))
