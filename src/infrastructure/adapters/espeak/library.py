"""espeak-ng's library through ctypes: the calls of speak_lib.h that synthesis needs.

The library keeps one voice and one state for the whole process, and is not safe for threads.
"""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass

import espeakng_loader

from domain.entities.audio import BYTES_PER_SAMPLE
from domain.errors import ConfigurationInvalid, SynthesisFailed

_RETRIEVAL = 1
_DO_NOT_EXIT = 0x8000
_UTF8 = 1
_AT_CHARACTER = 1
_RATE = 1
_OK = 0

_NO_MORE_EVENTS, _WORD = 0, 1


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h"""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_OnSound = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


@dataclass(frozen=True, slots=True)
class Synthesised:
    """:ivar pcm: mono s16le.
    :ivar words: the place of a word's first character in the text, and when it begins, in ms; not of every word. A
        pause belongs to the word before it.
    """

    pcm: bytes
    words: tuple[tuple[int, int], ...]


class EspeakLibrary:
    """To be made and called in one thread only.

    :raises ConfigurationInvalid: the library cannot be loaded, or has no such voice.
    """

    def __init__(self, voice: str, words_per_minute: int) -> None:
        try:
            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        except OSError as error:
            raise ConfigurationInvalid(
                "espeak-ng's library cannot be loaded: type `pip install --force-reinstall espeakng-loader`"
            ) from error
        data = espeakng_loader.get_data_path().encode()
        self.sample_rate_hz: int = self._library.espeak_Initialize(_RETRIEVAL, 0, data, _DO_NOT_EXIT)
        if self.sample_rate_hz <= 0:
            raise ConfigurationInvalid("espeak-ng does not find its voices: reinstall espeakng-loader")
        self._words_per_minute = words_per_minute
        self._voice = self._current = voice
        if not self._take_voice(voice):
            raise ConfigurationInvalid(f"espeak-ng has no voice {voice!r}: choose one such as en or en-us")
        self._is_wanted: Callable[[], bool] = lambda: True
        self._sound = bytearray()
        self._words = list[tuple[int, int]]()
        self._on_sound = _OnSound(self._take)  # the library keeps the pointer: it must not be collected
        self._library.espeak_SetSynthCallback(self._on_sound)

    def has_voice(self, name: str) -> bool:
        """Only taking a voice tells whether there is one."""
        return self._take_voice(name) if name else False

    def synthesise(self, text: str, is_wanted: Callable[[], bool], voice: str | None = None) -> Synthesised:
        """The sound of the text, cut short as soon as it is no longer wanted.

        :param voice: None is the one that it was made with.
        :raises SynthesisFailed: the library refuses, or has no such voice.
        """
        wanted = voice or self._voice
        if wanted != self._current and not self._take_voice(wanted):
            raise SynthesisFailed(f"espeak-ng has no voice {wanted!r}")
        self._sound.clear()
        self._words.clear()
        self._is_wanted = is_wanted
        encoded = text.encode() + b"\0"
        status = self._library.espeak_Synth(encoded, len(encoded), 0, _AT_CHARACTER, 0, _UTF8, None, None)
        if status != _OK or self._library.espeak_Synchronize() != _OK:
            raise SynthesisFailed(f"espeak-ng refused with status {status}")
        return Synthesised(bytes(self._sound), tuple(self._words))

    def close(self) -> None:
        self._library.espeak_Terminate()

    def _take_voice(self, name: str) -> bool:
        """A voice that is taken has its own speed. One that is not there leaves the other in place."""
        if self._library.espeak_SetVoiceByName(name.encode()) != _OK:
            return False
        self._library.espeak_SetParameter(_RATE, self._words_per_minute, 0)
        self._current = name
        return True

    def _take(self, samples: int | None, count: int, events: int | None) -> int:
        """Called with each stretch of sound, and what happens in it; 1 stops the synthesis."""
        told, at = ctypes.cast(ctypes.c_void_p(events), ctypes.POINTER(_Event)), 0
        while told and (event := told[at]).type != _NO_MORE_EVENTS:
            if event.type == _WORD:
                self._words.append((event.text_position - 1, event.audio_position))
            at += 1
        if samples and count > 0:
            self._sound += ctypes.string_at(samples, count * BYTES_PER_SAMPLE)
        return 0 if self._is_wanted() else 1
