"""How well and how fast the offline recogniser understands support calls: `python -m benchmarks.recognition`.

Four of flite's voices say each sentence, as it is and, where there is ffmpeg, as in a browser's call: quieter,
with noise, and coded with Opus at 24 kbit/s. Prints, with and without the company's words, the word error rate,
how many codes and addresses came through whole, and the time from the end of an utterance to its final transcript,
with sound that arrives as fast as it is spoken.
"""

import argparse
import asyncio
import re
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from benchmarks.rooms import in_room, rooms, spoken
from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ
from domain.entities.transcript import Transcript
from infrastructure.adapters.pocketsphinx.speech_to_text import PocketsphinxSpeechToText
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.business import close_services, open_services
from infrastructure.expected import expected_words
from infrastructure.providers.legs import local_recogniser as recogniser_of_a_call
from infrastructure.settings import SpeechSettings
from tests.golden.opening import KNOWLEDGE, demo_specialists

PIECE_MS = 100
PIECE_BYTES = RECOGNITION_RATE_HZ * PIECE_MS // 1000 * BYTES_PER_SAMPLE

VOICES = ("rms", "kal16", "awb", "slt")
SENTENCES = Path(__file__).with_name("support_calls.txt").read_text().splitlines()
WITH_CODES = Path(__file__).with_name("codes.txt").read_text().splitlines()
"""Codes and addresses are in brackets."""

_CODE = re.compile(r"\[(.*?)\]")


async def main() -> None:
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--model", choices=["stock", "adapted", "both"], default="both")
    chosen.add_argument("--voices", nargs="+", choices=VOICES, default=VOICES)
    chosen.add_argument("--verbose", action="store_true", help="print each error")
    options = chosen.parse_args()
    models = ["stock", "adapted"] if options.model == "both" else [options.model]
    print(f"{'model':8} {'set':7} {'voice':5} {'room':5} {'words':>5} {'errors':>6} {'rate':>6}  codes  addresses")
    for name in models:
        recogniser = _adapted() if name == "adapted" else PocketsphinxSpeechToText(adapt=False)
        began = time.perf_counter()
        await recogniser.warm()
        print(f"{name}: warm after {time.perf_counter() - began:.1f} s")
        for kind, sentences in (("support", SENTENCES), ("codes", WITH_CODES)):
            for voice in options.voices:
                for room in rooms():
                    heard = await _heard(recogniser, sentences, voice, room)
                    print(f"{name:8} {kind:7} {voice:5} {room:5} {_figures(sentences, heard)}")
                    if options.verbose:
                        _print_errors(sentences, heard)
        await _measure_delay(recogniser, name)
        await recogniser.close()


def _adapted() -> PocketsphinxSpeechToText:
    """As it is in a call to the demo company."""
    services = open_services(KNOWLEDGE / "business", None)
    expected = expected_words(demo_specialists(), services)
    close_services(services)
    return recogniser_of_a_call(SpeechSettings(), KnowledgeFolder(KNOWLEDGE), expected)


async def _heard(
    recogniser: PocketsphinxSpeechToText, sentences: Sequence[str], voice: str, room: str
) -> list[str]:
    """All sentences, in one call."""
    stream = await recogniser.open()
    transcripts = aiter(stream)
    heard: list[str] = []
    for sentence in sentences:
        stream.push(in_room(spoken(_without_brackets(sentence), voice), room))
        stream.finish_utterance()
        heard.append(await _final(transcripts))
    await stream.close()
    return heard


def _figures(sentences: Sequence[str], heard: Sequence[str]) -> str:
    pairs = list(zip(sentences, heard, strict=True))
    words = sum(len(sentence.split()) for sentence in sentences)
    errors = sum(_errors(sentence, understood) for sentence, understood in pairs)
    whole = [
        (code, f" {code} " in f" {understood} ") for said, understood in pairs for code in _CODE.findall(said)
    ]
    digits = [right for code, right in whole if " at " not in code]
    addresses = [right for code, right in whole if " at " in code]
    codes = f"{sum(digits):3}/{len(digits)} {sum(addresses):3}/{len(addresses)}" if whole else ""
    return f"{words:5} {errors:6} {errors / words:6.1%} {codes}"


def _print_errors(sentences: Sequence[str], heard: Sequence[str]) -> None:
    for sentence, understood in zip(sentences, heard, strict=True):
        if _errors(sentence, understood):
            print(f"    {sentence!r} -> {understood!r}")


def _errors(sentence: str, understood: str) -> int:
    return word_errors(_without_brackets(sentence).split(), understood.split())


def _without_brackets(sentence: str) -> str:
    return _CODE.sub(r"\1", sentence)


async def _measure_delay(recogniser: PocketsphinxSpeechToText, name: str) -> None:
    stream = await recogniser.open()
    heard = aiter(stream)
    delays_ms: list[float] = []
    for sentence in SENTENCES[:8]:
        sound = spoken(sentence, "slt")
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


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
