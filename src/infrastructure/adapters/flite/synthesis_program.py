"""flite's library in a process of its own: where it finds an error, it ends the process that called it. Where
there is none, as with Homebrew's flite, its program speaks, which does not tell of words.

Run by path, so that it imports nothing of Parley. It reads lines of JSON from standard input, and ends with its
input.

    {"text": words with blanks between, "voice": one that it has}

Each is answered with a line of JSON, and the sound: mono s16le.

    {"bytes": of sound, "words": [[which of the text's words, begins at s, ends at s], ...]}

A word of the text may be said in several ("39" in two), each of which is in `words`. With the argument `voices` it
prints the voices that it has instead, each with its sample rate: {"slt": 16000, ...}.
"""

import ctypes
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import wave
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterator, Mapping

LIBRARY = "libflite.so.1"

VOICES = {
    "slt": "cmu_us_slt",
    "rms": "cmu_us_rms",
    "awb": "cmu_us_awb",
    "kal": "cmu_us_kal",
    "kal16": "cmu_us_kal16",
}
"""As `flite -lv` names them, but for one that can only tell the time. Each is a library of its own."""

BEGINS = b"R:SylStructure.daughter1.daughter1.R:Segment.p.end"
ENDS = b"R:SylStructure.daughtern.daughtern.R:Segment.end"
BEHIND = b"R:Token.parent.file_pos"
"""Paths through an utterance, from a word: where its first phone begins, where its last one ends, and the place in
the text behind what it was written as (cst_ffeatures, in flite's manual)."""

PROGRAM_DEADLINE_S = 8.0
"""Shorter than whoever asks waits, and then ends this process alone."""

_WRITTEN = re.compile(rb"\S+")

Words = list[tuple[int, float, float]]


class Flite(ABC):
    @abstractmethod
    def voices(self) -> Iterator[tuple[str, int]]:
        """Those that are installed, with their sample rates."""

    @abstractmethod
    def say(self, text: str, voice: str) -> tuple[bytes, Words]:
        """The sound, and when each word is heard, as far as it is known. The same text always sounds the same."""


class Voice(ctypes.Structure):
    """cst_voice.h, as far as it is read."""

    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


class Wave(ctypes.Structure):
    """cst_wave.h"""

    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


class Library(Flite):
    """The calls of flite.h that synthesis needs.

    :raises OSError: it is not installed.
    """

    def __init__(self) -> None:
        self._library = ctypes.CDLL(LIBRARY)
        handle = ctypes.c_void_p
        for name, result, *arguments in (
            ("flite_init", ctypes.c_int),
            ("flite_synth_text", handle, ctypes.c_char_p, handle),
            ("utt_wave", ctypes.POINTER(Wave), handle),
            ("utt_relation", handle, handle, ctypes.c_char_p),
            ("relation_head", handle, handle),
            ("item_next", handle, handle),
            ("flite_get_param_int", ctypes.c_int, handle, ctypes.c_char_p, ctypes.c_int),
            ("flite_ffeature_int", ctypes.c_int, handle, ctypes.c_char_p),
            ("flite_ffeature_float", ctypes.c_float, handle, ctypes.c_char_p),
            ("delete_utterance", None, handle),
        ):
            function = getattr(self._library, name)
            function.restype, function.argtypes = result, arguments
        self._library.flite_init()
        self._libc = ctypes.CDLL(None)
        self._voices = dict[str, int]()

    def voices(self) -> Iterator[tuple[str, int]]:
        for name in VOICES:
            try:
                features = Voice.from_address(self._voice(name)).features
            except OSError:
                continue
            yield name, self._library.flite_get_param_int(features, b"sample_rate", 0)

    def say(self, text: str, voice: str) -> tuple[bytes, Words]:
        encoded = text.encode(errors="replace")
        self._libc.srand(1)  # the breath in a voice is made of rand()
        utterance = self._library.flite_synth_text(encoded, self._voice(voice))
        try:
            made = self._library.utt_wave(utterance).contents
            pcm = ctypes.string_at(made.samples, made.num_samples * ctypes.sizeof(ctypes.c_short))
            return pcm, list(self._words(encoded, utterance))
        finally:
            self._library.delete_utterance(utterance)

    def _words(self, text: bytes, utterance: int) -> Iterator[tuple[int, float, float]]:
        begins = [written.start() for written in _WRITTEN.finditer(text)]
        word = self._library.relation_head(self._library.utt_relation(utterance, b"Word"))
        while word:
            begin = self._library.flite_ffeature_float(word, BEGINS)
            end = self._library.flite_ffeature_float(word, ENDS)
            if end > begin:  # what has no phones is not heard
                behind = self._library.flite_ffeature_int(word, BEHIND)
                yield bisect_left(begins, behind) - 1, round(begin, 3), round(end, 3)
            word = self._library.item_next(word)

    def _voice(self, name: str) -> int:
        if name not in self._voices:
            library = ctypes.CDLL(LIBRARY.replace("libflite", f"libflite_{VOICES[name]}"))
            register = library[f"register_{VOICES[name]}"]
            register.restype, register.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
            self._voices[name] = register(None)
        return self._voices[name]


class Program(Flite):
    """flite as a program, a child of this process for each sentence.

    :raises OSError: it is not installed.
    """

    def __init__(self) -> None:
        found = shutil.which("flite")
        if found is None:
            raise FileNotFoundError("flite is not installed")
        self._path = found

    def voices(self) -> Iterator[tuple[str, int]]:
        listed = subprocess.run([self._path, "-lv"], capture_output=True, check=True)  # noqa: S603
        for name in listed.stdout.decode().partition(":")[2].split():
            if name in VOICES:
                yield name, self._run("yes", name)[1]

    def say(self, text: str, voice: str) -> tuple[bytes, Words]:
        return self._run(text, voice)[0], []

    def _run(self, text: str, voice: str) -> tuple[bytes, int]:
        """Through a file, as flite must seek in what it writes."""
        with tempfile.NamedTemporaryFile(suffix=".wav") as sound:
            command = (self._path, "-voice", voice, "-f", "/dev/stdin", "-o", sound.name)
            written = text.encode(errors="replace")
            subprocess.run(  # noqa: S603
                command, input=written, stdout=subprocess.DEVNULL, timeout=PROGRAM_DEADLINE_S, check=True
            )
            with wave.open(sound.name) as opened:
                return opened.readframes(opened.getnframes()), opened.getframerate()


def main() -> None:
    for sent_to_all in (signal.SIGINT, signal.SIGTERM):  # the service has calls to end; this ends with its input
        signal.signal(sent_to_all, signal.SIG_IGN)
    flite = find_flite()
    if sys.argv[1:] == ["voices"]:
        json.dump(dict(flite.voices()), sys.stdout)
        return
    for line in sys.stdin:
        asked: Mapping[str, str] = json.loads(line)
        pcm, words = flite.say(asked["text"], asked["voice"])
        sys.stdout.buffer.write(json.dumps({"bytes": len(pcm), "words": words}).encode() + b"\n" + pcm)
        sys.stdout.buffer.flush()


def find_flite() -> Flite:
    """:raises OSError: it is not installed."""
    try:
        return Library()
    except OSError:
        return Program()


if __name__ == "__main__":
    main()
