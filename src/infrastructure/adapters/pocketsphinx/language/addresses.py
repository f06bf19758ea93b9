"""How callers say e-mail addresses: names and letters, "dot", "at" and the domain."""

import random
import tomllib
from collections.abc import Callable, Iterator
from importlib import resources
from string import ascii_lowercase

from infrastructure.adapters.pocketsphinx.language.digits import DIGITS

ADDRESSES = 800
"""So many make most pairs of letters, and every name, likely in an address."""

LONGEST_SPELLED = 6
OWN_DOMAIN = 0.15
"""How many domains are somebody's name: any word may be one."""

_SAID = tomllib.loads(resources.files(__package__ or "").joinpath("addresses.toml").read_text(encoding="utf-8"))


def address_sentences() -> Iterator[list[str]]:
    """Addresses with what is said around them: the same ones each time. Letters are written `j.`"""
    dice = random.Random(1)  # noqa: S311  (the same addresses each time, and no secrets)
    for _ in range(ADDRESSES):
        domain = dice.choice(_SAID["surnames"] if dice.random() < OWN_DOMAIN else _SAID["domains"])
        local = dice.choice(_LOCAL_PARTS)(dice)
        said = [dice.choice(_SAID["before"]), *local, "at", domain, "dot", dice.choice(_SAID["endings"])]
        yield " ".join([*said, dice.choice(_SAID["after"])]).split()


def _name(dice: random.Random) -> list[str]:
    return [dice.choice(_SAID["names"])]


def _name_and_surname(dice: random.Random) -> list[str]:
    return [*_name(dice), dice.choice(_SAID["joints"]), dice.choice(_SAID["surnames"])]


def _initial_and_surname(dice: random.Random) -> list[str]:
    return [_letter(dice.choice(ascii_lowercase)), dice.choice(_SAID["joints"]), dice.choice(_SAID["surnames"])]


def _spelled_name(dice: random.Random) -> list[str]:
    return [_letter(letter) for letter in dice.choice(_SAID["names"] + _SAID["surnames"])]


def _letters(dice: random.Random) -> list[str]:
    return [_letter(letter) for letter in dice.choices(ascii_lowercase, k=dice.randint(2, LONGEST_SPELLED))]


def _with_digits(dice: random.Random) -> list[str]:
    name = dice.choice((_name, _initial_and_surname, _letters))(dice)
    return [*name, *dice.choices(DIGITS, k=dice.randint(1, 3))]


def _letter(letter: str) -> str:
    return f"{letter}."


_LOCAL_PARTS: tuple[Callable[[random.Random], list[str]], ...] = (
    *(_name, _name, _name, _name_and_surname, _name_and_surname, _name_and_surname),
    *(_initial_and_surname, _initial_and_surname, _spelled_name, _spelled_name, _letters, _with_digits),
)
"""What stands before the "at"; what is named twice is said twice as often."""
