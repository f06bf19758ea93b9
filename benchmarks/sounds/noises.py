"""Noises of a caller and of the place where the caller is, each different every time. Levels are set later."""

from collections.abc import Callable, Mapping

import numpy as np

from benchmarks.sounds.mixing import RATE_HZ, Samples, band, coloured, mixed, samples, silence

FORMANTS_HZ = ((640, 80), (1190, 100), (2390, 140))
"""Of "uh" (Peterson and Barney, 1952), with their widths."""

Noise = Callable[[np.random.Generator], Samples]


def cough(draw: np.random.Generator) -> Samples:
    """One to three: a burst of air within 5 ms, which fades, and in two of three a voiced end that falls."""
    sound = silence(0)
    for _ in range(draw.integers(1, 4)):
        length = samples(draw.uniform(180, 340))
        air = band(coloured(length, draw, -2), 350, draw.uniform(2500, 5000)) * _decay(
            length, draw.uniform(45, 90)
        )
        if draw.random() < 2 / 3:
            voice = (
                _voiced(length, draw.uniform(130, 300), draw, falls=0.4)
                * _decay(length, 90)
                * draw.uniform(0.5, 1.5)
            )
            air = mixed(air, np.concatenate((silence(draw.uniform(30, 60)), voice)))
        sound = np.concatenate((sound, _attack(air, 5), silence(draw.uniform(60, 260))))
    return sound


def throat(draw: np.random.Generator) -> Samples:
    """Cleared: a creaking voice below speech, with air."""
    length = samples(draw.uniform(300, 800))
    creak = _voiced(length, draw.uniform(55, 95), draw) * (0.6 + 0.4 * _wobble(length, 9, draw))
    return _attack(mixed(creak, 0.5 * band(coloured(length, draw, -3), 400, 2500)) * _fade(length), 40)


def sneeze(draw: np.random.Generator) -> Samples:
    """Breath in, and a burst with a hiss."""
    breath_length, burst_length = samples(draw.uniform(250, 450)), samples(draw.uniform(250, 420))
    breath = band(coloured(breath_length, draw, 0), 800, 4000) * np.linspace(0, 0.08, breath_length)
    burst = band(coloured(burst_length, draw, 0), 900, 6500) * _decay(burst_length, 80)
    return np.concatenate((breath, _attack(burst, 8)))


def breath(draw: np.random.Generator) -> Samples:
    """Into the microphone."""
    length = samples(draw.uniform(400, 1200))
    return band(coloured(length, draw, -4), 100, 2500) * np.hanning(length)


def door(draw: np.random.Generator) -> Samples:
    """A latch, and the thud 60 to 150 ms after it, with rattling."""
    latch = band(coloured(samples(25), draw, 0), 1500, 6000) * _decay(samples(25), 6) * 0.5
    length = samples(draw.uniform(300, 600))
    thud = _ring(length, draw.uniform(60, 130), 70) * 3 + band(coloured(length, draw, -5), 60, 900) * _decay(
        length, 55
    )
    return np.concatenate((latch, silence(draw.uniform(60, 150)), thud))


def knock(draw: np.random.Generator) -> Samples:
    """On wood, two to four times."""
    sound = silence(0)
    for _ in range(draw.integers(2, 5)):
        length = samples(90)
        blow = _ring(length, draw.uniform(180, 320), 14) * 2 + band(
            coloured(length, draw, -2), 200, 2500
        ) * _decay(length, 9)
        sound = np.concatenate((sound, blow, silence(draw.uniform(80, 160))))
    return sound


def keyboard(draw: np.random.Generator) -> Samples:
    """8 to 25 keys, each heard when it goes down and, softer, when it comes up."""
    sound = silence(0)
    for _ in range(draw.integers(8, 26)):
        for loudness, least, most in ((1.0, 40, 70), (0.4, 20, 130)):
            length = samples(draw.uniform(6, 14))
            click = (
                band(coloured(length, draw, 0), 1200, 6500) * _decay(length, 2.5) * loudness * draw.uniform(0.5, 1)
            )
            sound = np.concatenate((sound, click, silence(draw.uniform(least, most))))
    return sound


def hum(draw: np.random.Generator) -> Samples:
    """Of a machine that starts and stops: harmonics of its motor over noise."""
    length = samples(draw.uniform(1000, 3000))
    motor = draw.uniform(48, 180)
    tones = sum((_tone(length, motor * each) / each for each in range(1, 8)), np.zeros(length))
    return (tones + 0.7 * coloured(length, draw, -3)) * _edges(length, 150)


def rustle(draw: np.random.Generator) -> Samples:
    """Paper, or a sleeve over the microphone."""
    length = samples(draw.uniform(400, 1500))
    return (
        band(coloured(length, draw, 0), 1000, 7000)
        * _wobble(length, draw.uniform(8, 20), draw) ** 3
        * _edges(length, 40)
    )


def clink(draw: np.random.Generator) -> Samples:
    """A cup that is put down."""
    length = samples(350)
    tones = [_ring(length, draw.uniform(1800, 6000), draw.uniform(20, 70)) for _ in range(4)]
    return np.concatenate((band(coloured(samples(12), draw, 0), 500, 6000), sum(tones, np.zeros(length))))


def chair(draw: np.random.Generator) -> Samples:
    """Pushed over the floor."""
    length = samples(draw.uniform(300, 900))
    scrape = band(coloured(length, draw, -3), draw.uniform(200, 500), draw.uniform(900, 1800))
    return scrape * (0.4 + 0.6 * _wobble(length, 25, draw)) * _edges(length, 60)


def ringing(draw: np.random.Generator) -> Samples:
    """Another telephone, once or twice."""
    sound = silence(0)
    for _ in range(draw.integers(1, 3)):
        length = samples(draw.uniform(500, 900))
        bell = (
            (_tone(length, 440) + _tone(length, 480))
            * (0.6 + 0.4 * np.sign(_tone(length, 20)))
            * _edges(length, 15)
        )
        sound = np.concatenate((sound, bell, silence(300)))
    return sound


NOISES: Mapping[str, Noise] = {
    each.__name__: each
    for each in (cough, throat, sneeze, breath, door, knock, keyboard, hum, rustle, clink, chair, ringing)
}


def _tone(length: int, hertz: float) -> Samples:
    return np.sin(2 * np.pi * hertz * np.arange(length) / RATE_HZ)


def _decay(length: int, to_a_third_ms: float) -> Samples:
    return np.exp(-np.arange(length) / samples(to_a_third_ms))


def _ring(length: int, hertz: float, to_a_third_ms: float) -> Samples:
    return _tone(length, hertz) * _decay(length, to_a_third_ms)


def _voiced(length: int, pitch_hz: float, draw: np.random.Generator, *, falls: float = 0.0) -> Samples:
    """Pulses of a glottis with an unsteady pitch, through an open throat: the vowel of "uh".

    :param falls: by this share of the pitch until the end.
    """
    pitch = pitch_hz * (1 + 0.08 * (_wobble(length, 12, draw) - 0.5)) * np.linspace(1, 1 - falls, length)
    pulses = np.diff(np.floor(np.cumsum(pitch / RATE_HZ)), prepend=0.0) + 1e-3 * draw.normal(size=length)
    hertz = np.fft.rfftfreq(length, 1 / RATE_HZ)
    throat_passes = sum(
        (
            1 / (1 + ((hertz - centre * draw.uniform(0.9, 1.1)) / width) ** 2) / (at + 1)
            for at, (centre, width) in enumerate(FORMANTS_HZ)
        ),
        np.zeros(len(hertz)),
    )
    return band(np.fft.irfft(np.fft.rfft(pulses) * throat_passes, length), 80, 5000)


def _wobble(length: int, hertz: float, draw: np.random.Generator) -> Samples:
    """Between 0 and 1, and back, about so often."""
    points = draw.random(max(2, round(length / RATE_HZ * hertz * 2)))
    return np.interp(np.linspace(0, len(points) - 1, length), np.arange(len(points)), points)


def _fade(length: int) -> Samples:
    return np.linspace(1, 0.2, length)


def _attack(sound: Samples, length_ms: float) -> Samples:
    ramp = np.ones(len(sound))
    ramp[: samples(length_ms)] = np.linspace(0, 1, samples(length_ms))
    return sound * ramp


def _edges(length: int, length_ms: float) -> Samples:
    steps = np.arange(length) / samples(length_ms)
    return np.clip(np.minimum(steps, steps[::-1]), 0, 1)
