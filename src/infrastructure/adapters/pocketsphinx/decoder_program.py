"""A decoder in a process of its own: pocketsphinx keeps Python's lock while it decodes, about 12 ms for every
100 ms of speech, which the call's media would wait for.

Run by path, so that it imports nothing but pocketsphinx. It reads frames (a letter, the payload's length as
little-endian 32 bits, the payload) from standard input and answers each with a line of JSON. It ends with its
input.

    c  JSON: pocketsphinx' options; answered when ready to decode
    b  begin an utterance: the speaker's cepstral means, or nothing for a speaker not heard before
    a  the next sound: mono s16le, 16 kHz
    e  end the utterance: the answer is final
"""

import json
import signal
import struct
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

from pocketsphinx import Decoder, Segment

HEADER = struct.Struct("<cI")

NEW_SPEAKER = "42.1,0.6,4.5,6.5,0.9,0.9,2.5,-0.7,-0.9,-0.3,2.7,1.2,1.7"
"""Cepstral means to begin with: measured on a man's and a woman's voice, they halve the errors of first words.
The last speaker's would be worse: their room may have hummed."""

KNOWN_VOICE_FRAMES = 150
"""So much speech tells the means of a voice; 10 ms each. Decoding it again takes about 100 ms, once in a call."""

HELD_FRAMES = 100
"""For how much speech the means of a new speaker count beside it: a "yes" alone has few sounds in it."""

CMN_WINDOW = 500
"""For how many frames pocketsphinx counts the means that an utterance begins with (CMN_WIN in cmn.h)."""


def main() -> None:
    for sent_to_all in (signal.SIGINT, signal.SIGTERM):  # the service has calls to end; this ends with its input
        signal.signal(sent_to_all, signal.SIG_IGN)
    frames = _frames(sys.stdin.buffer)
    _, options = next(frames)
    ear = Ear(Decoder(**json.loads(options), loglevel="FATAL"))
    answers: dict[bytes, Callable[[bytes], dict[str, object]]] = {b"b": ear.begin, b"a": ear.hear, b"e": ear.end}
    _answer({})
    for kind, payload in frames:
        _answer(answers[kind](payload))


def _frames(source: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    while len(header := source.read(HEADER.size)) == HEADER.size:
        kind, length = HEADER.unpack(header)
        yield kind, source.read(length)


def _answer(answer: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()


class Ear:
    """Decodes one utterance after the other. The first sound of a new speaker is decoded twice: the second time
    with the cepstral means of that sound. In one sentence alone, the decoder's own means change too little.
    """

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._means = ""
        self._is_new = False
        self._sound = bytearray()

    def begin(self, cepstral_means: bytes) -> dict[str, object]:
        self._is_new = not cepstral_means
        self._means = cepstral_means.decode() or NEW_SPEAKER
        self._sound.clear()
        self._decoder.set_cmn(self._means)
        self._decoder.start_utt()
        return {}

    def hear(self, pcm: bytes) -> dict[str, object]:
        self._decoder.process_raw(pcm)
        if self._is_new:
            self._sound += pcm
            if self._decoder.n_frames() >= KNOWN_VOICE_FRAMES:
                self._begin_again()
        return {"text": self._text()}

    def end(self, _: bytes) -> dict[str, object]:
        if self._is_new:
            self._begin_again()
        self._decoder.end_utt()
        text = self._text()
        segments = list(self._decoder.seg() or ()) if text else []
        return {
            "text": text,
            "segments": [_segment(segment) for segment in segments],
            "cepstral_means": self._decoder.get_cmn(True),
        }

    def _begin_again(self) -> None:
        self._is_new = False
        self._decoder.end_utt()
        self._decoder.set_cmn(
            _means_of_speaker(self._means, self._decoder.get_cmn(True), self._decoder.n_frames())
        )
        self._decoder.start_utt()
        self._decoder.process_raw(bytes(self._sound))
        self._sound.clear()

    def _text(self) -> str:
        hypothesis = self._decoder.hyp()
        return hypothesis.hypstr if hypothesis else ""


def _means_of_speaker(before: str, after: str, frames: int) -> str:
    """The means of the sound itself, held towards those that it was begun with.

    :param after: as the decoder gives them, in which the ones before count as `CMN_WINDOW` frames.
    """
    first = [float(mean) for mean in before.split(",")]
    mixed = [float(mean) for mean in after.split(",")]
    drift = (CMN_WINDOW + frames) / (frames + HELD_FRAMES)
    return ",".join(f"{one + (other - one) * drift:.3f}" for one, other in zip(first, mixed, strict=True))


def _segment(segment: Segment) -> tuple[str, float, int]:
    """The word, its posterior probability, its length in frames of 10 ms."""
    return segment.word, segment.prob, segment.end_frame - segment.start_frame + 1


if __name__ == "__main__":
    main()
