"""How well and how fast the offline recogniser understands support calls: `python -m benchmarks.recognition`.

Two of flite's voices say each sentence, as it is and as in a browser's call: quieter, with noise, and coded with
Opus at 24 kbit/s. Prints the word error rate with and without the company's words, and the time from the end of an
utterance to its final transcript, with sound that arrives as fast as it is spoken.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import numpy as np

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ
from domain.entities.transcript import Transcript
from infrastructure.adapters.pocketsphinx.speech_to_text import PocketsphinxSpeechToText

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
PIECE_MS = 100
PIECE_BYTES = RECOGNITION_RATE_HZ * PIECE_MS // 1000 * BYTES_PER_SAMPLE

SENTENCES = (Path(__file__).with_name("support_calls.txt")).read_text().splitlines()


async def main() -> None:
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--model", choices=["stock", "adapted", "both"], default="both")
    chosen.add_argument("--verbose", action="store_true", help="print each error")
    options = chosen.parse_args()
    texts = [page.read_text() for page in KNOWLEDGE.rglob("*.md")]
    models = ["stock", "adapted"] if options.model == "both" else [options.model]
    print(f"{'model':8} {'voice':5} {'room':5} {'words':>5} {'errors':>6} {'rate':>6}")
    for name in models:
        recogniser = PocketsphinxSpeechToText(texts=texts, adapt=name == "adapted")
        began = time.perf_counter()
        await recogniser.warm()
        print(f"{name}: warm after {time.perf_counter() - began:.1f} s")
        for voice in ("slt", "rms"):
            for room in ("clean", "call"):
                await _measure_errors(recogniser, name, voice, room, verbose=options.verbose)
        await _measure_delay(recogniser, name)
        await recogniser.close()


async def _measure_errors(
    recogniser: PocketsphinxSpeechToText, name: str, voice: str, room: str, *, verbose: bool
) -> None:
    stream = await recogniser.open()
    heard = aiter(stream)
    errors = words = 0
    for sentence in SENTENCES:
        stream.push(_in_room(_spoken(sentence, voice), room))
        stream.finish_utterance()
        understood = await _final(heard)
        wrong = word_errors(sentence.split(), understood.split())
        errors, words = errors + wrong, words + len(sentence.split())
        if wrong and verbose:
            print(f"    {sentence!r} -> {understood!r}")
    await stream.close()
    print(f"{name:8} {voice:5} {room:5} {words:5} {errors:6} {errors / words:6.1%}")


async def _measure_delay(recogniser: PocketsphinxSpeechToText, name: str) -> None:
    stream = await recogniser.open()
    heard = aiter(stream)
    delays_ms: list[float] = []
    for sentence in SENTENCES[:8]:
        sound = _spoken(sentence, "slt")
        for at in range(0, len(sound), PIECE_BYTES):
            stream.push(sound[at : at + PIECE_BYTES])
            await asyncio.sleep(PIECE_MS / 1000)
        began = time.perf_counter()
        stream.finish_utterance()
        await _final(heard)
        delays_ms.append((time.perf_counter() - began) * 1000)
    await stream.close()
    print(f"{name}: final after {statistics.median(delays_ms):.0f} ms (median), {max(delays_ms):.0f} ms (longest)")


async def _final(heard: AsyncIterator[Transcript]) -> str:
    """The final transcript, or nothing when there is none within ten seconds."""
    try:
        while True:
            transcript = await asyncio.wait_for(anext(heard), 10)
            if transcript.is_final:
                return transcript.text
    except TimeoutError:
        return ""


def word_errors(said: Sequence[str], understood: Sequence[str]) -> int:
    """Substitutions, insertions and deletions (Levenshtein)."""
    row = list(range(len(understood) + 1))
    for at, word in enumerate(said, start=1):
        diagonal, row[0] = row[0], at
        for other, candidate in enumerate(understood, start=1):
            diagonal, row[other] = (
                row[other],
                min(row[other] + 1, row[other - 1] + 1, diagonal + (word != candidate)),
            )
    return row[-1]


def _spoken(sentence: str, voice: str) -> bytes:
    """With half a second of silence before and after."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        command = ["flite", "-voice", voice, "-f", "/dev/stdin", "-o", file.name]
        subprocess.run(command, input=sentence.encode(), check=True)
        with wave.open(file.name) as sound:
            speech = sound.readframes(sound.getnframes())
    silence = bytes(RECOGNITION_RATE_HZ // 2 * BYTES_PER_SAMPLE)
    return silence + speech + silence


def _in_room(pcm: bytes, room: str) -> bytes:
    if room == "clean":
        return pcm
    raw = ["-f", "s16le", "-ac", "1"]
    encoded = _ffmpeg(
        [*raw, "-ar", "16000", "-i", "-"], ["-ar", "48000", "-c:a", "libopus", "-b:a", "24k", "-f", "ogg"], pcm
    )
    decoded = _ffmpeg(["-i", "-"], [*raw, "-ar", "16000"], encoded)
    speech = np.frombuffer(decoded, "<i2").astype(np.float64) * 0.5
    noise = np.random.default_rng(1).normal(0, 30, len(speech))
    return np.clip(speech + noise, -32768, 32767).astype("<i2").tobytes()


def _ffmpeg(source: list[str], target: list[str], sound: bytes) -> bytes:
    command = ["ffmpeg", "-loglevel", "error", *source, *target, "-"]
    return subprocess.run(command, input=sound, capture_output=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
