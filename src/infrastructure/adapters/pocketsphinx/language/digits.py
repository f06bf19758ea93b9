"""How callers say codes: no digit is likelier after some digits than any other."""

import random
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from itertools import chain, cycle, groupby, islice

SHORTEST_RUN, LONGEST_RUN = 3, 8
REPEATED = 0.15
"""How many of the codes have a double or triple digit in them."""

_SAID = tomllib.loads(resources.files(__package__ or "").joinpath("digits.toml").read_text(encoding="utf-8"))
DIGITS: tuple[str, ...] = tuple(_SAID["names"])


def digit_sentences() -> Iterator[list[str]]:
    """All triples of digits, in codes with what is said around them: the same ones each time."""
    dice = random.Random(1)  # noqa: S311  (the same codes each time, and no secrets)
    ring = every_triple(DIGITS)
    rest = [*ring, *ring[:2]]
    while len(rest) > 2:
        length = dice.randint(SHORTEST_RUN, LONGEST_RUN)
        code, rest = rest[:length], rest[length - 2 :]
        if dice.random() < REPEATED:
            code.insert(dice.randrange(len(code)), dice.choice(_SAID["repeats"]))
        yield [*dice.choice(_SAID["before"]).split(), *code, *dice.choice(_SAID["after"]).split()]


def with_other_digits(sentences: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """Sentences whose codes, such as those of a demo, must not become likelier than other ones."""
    other = cycle(every_triple(DIGITS))
    for sentence in sentences:
        runs = [list(run) for _, run in groupby(sentence, key=DIGITS.__contains__)]
        is_code = [len(run) >= SHORTEST_RUN and run[0] in DIGITS for run in runs]
        changed = ([next(other) for _ in run] if code else run for code, run in zip(is_code, runs, strict=True))
        yield list(chain.from_iterable(changed))


def every_triple(names: Sequence[str]) -> list[str]:
    """A ring of names that has every three of them once in a row: de Bruijn's sequence, made of Lyndon words."""
    ring, word = list[int](), [-1]
    while word:
        word[-1] += 1
        if 3 % len(word) == 0:
            ring += word
        word = list(islice(cycle(word), 3))
        while word and word[-1] == len(names) - 1:
            word.pop()
    return [names[at] for at in ring]
