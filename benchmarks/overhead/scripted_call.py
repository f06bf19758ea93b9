"""A scripted call, and its price by hand."""

import tomllib
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction

from benchmarks.overhead.speaking import ELEVENLABS_MODEL
from benchmarks.overhead.thinking import MODEL
from emulators.openai_answers import Tokens
from infrastructure.adapters.tariffs.price_file import LATEST

HEARING_MODEL = "gpt-live-transcribe"


@dataclass(frozen=True)
class Turn:
    """What the emulators report, or count.

    :ivar characters: of `answer`, which has nothing that is spoken otherwise than it is written. Counted by hand.
    """

    seconds: str
    tokens: Tokens
    answer: str
    characters: int


TURNS = (
    Turn("2.73", Tokens(prompt=1_867, cached=1_024, completion=41), "I am sorry to hear that.", 24),
    Turn("1.07", Tokens(prompt=2_011, cached=1_792, completion=7), "Do the lamps blink?", 19),
    Turn("11.31", Tokens(prompt=2_399, cached=0, completion=113), "Thank you for calling us today.", 31),
)


def by_hand() -> Decimal:
    """Without the code that is checked: from the file's own figures, in fractions."""
    prices = tomllib.loads(LATEST.read_text(encoding="utf-8"), parse_float=Fraction)["prices"]

    def cost(provider: str, model: str, unit: str, amount: Fraction | int) -> Fraction:
        price = prices[provider][model][unit]
        return Fraction(amount) * price["price"] / price.get("per", 1)

    total = sum(
        (
            cost("openai", HEARING_MODEL, "seconds_heard", Fraction(turn.seconds))
            + cost("openai", MODEL, "input_tokens", turn.tokens.prompt - turn.tokens.cached)
            + cost("openai", MODEL, "cached_tokens", turn.tokens.cached)
            + cost("openai", MODEL, "output_tokens", turn.tokens.completion)
            + cost("elevenlabs", ELEVENLABS_MODEL, "characters_spoken", turn.characters)
            for turn in TURNS
        ),
        Fraction(),
    )
    return Context(prec=100, traps=[Inexact]).divide(Decimal(total.numerator), Decimal(total.denominator))
