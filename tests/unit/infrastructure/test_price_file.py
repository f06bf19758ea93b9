"""Reading price tables."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from domain.entities.usage import Unit, Used
from domain.errors import ConfigurationInvalid
from infrastructure.adapters.tariffs.price_file import LATEST, read_tariff

HEAD = 'as_of = 2026-11-01\ncurrency = "USD"\n'


def _table(folder: Path, text: str) -> Path:
    file = folder / "prices.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("used", "cost"),
    [
        (Used("openai", "gpt-4.1-mini-2025-04-14", Unit.INPUT_TOKENS, Decimal(1_000_000)), "0.40"),
        (Used("openai", "gpt-4.1-mini", Unit.CACHED_TOKENS, Decimal(1)), "0.0000001"),
        (Used("openai", "gpt-4.1", Unit.OUTPUT_TOKENS, Decimal(250)), "0.002"),
        (Used("openai", "gpt-4o-mini-transcribe", Unit.SECONDS_HEARD, Decimal(60)), "0.003"),
        (Used("openai", "gpt-4o-mini-transcribe", Unit.AUDIO_INPUT_TOKENS, Decimal(1000)), "0.003"),
        (Used("openai", "gpt-4o-mini-tts", Unit.AUDIO_OUTPUT_TOKENS, Decimal(1000)), "0.012"),
        (Used("openai", "tts-1", Unit.CHARACTERS_SPOKEN, Decimal(1000)), "0.015"),
        (Used("elevenlabs", "eleven_flash_v2_5", Unit.CHARACTERS_SPOKEN, Decimal(1000)), "0.05"),
        (Used("elevenlabs", "eleven_multilingual_v2", Unit.CHARACTERS_SPOKEN, Decimal(1000)), "0.10"),
        (Used("anthropic", "claude-sonnet-4-5-20250929", Unit.OUTPUT_TOKENS, Decimal(1000)), "0.015"),
        (Used("local", "", Unit.SECONDS_HEARD, Decimal(60)), "0"),
        (Used("parley", "parley-retrieval", Unit.INPUT_TOKENS, Decimal(60)), "0"),
    ],
)
def test_the_table_that_comes_with_parley_knows_what_parley_uses(used: Used, cost: str) -> None:
    assert read_tariff(LATEST).cost_of(used) == Decimal(cost)


def test_the_day_of_the_table_is_the_month_in_its_name() -> None:
    assert read_tariff(LATEST).as_of.strftime("prices-%Y-%m.toml") == LATEST.name


def test_a_price_of_many_units_is_divided_exactly(tmp_path: Path) -> None:
    file = _table(tmp_path, f"{HEAD}[prices.acme.ear]\nseconds_heard = {{ price = 0.9, per = 3_600 }}\n")
    tariff = read_tariff(file)
    assert tariff.as_of == date(2026, 11, 1)
    assert tariff.prices == {("acme", "ear", Unit.SECONDS_HEARD): Decimal("0.00025")}


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('currency = "USD"\n', "as_of"),
        ('as_of = 2026-11-01\ncurrency = "EUR"\n', "currency"),
        (f"{HEAD}[prices.acme.ear]\nseconds_herd = {{ price = 1 }}\n", "seconds_herd"),
        (f"{HEAD}[prices.acme.ear]\nseconds_heard = {{ price = -1 }}\n", "prices.acme.ear.seconds_heard.price"),
        (f"{HEAD}[prices.acme.ear]\nseconds_heard = {{ price = inf }}\n", "prices.acme.ear.seconds_heard.price"),
        (f"{HEAD}[prices.acme.ear]\nseconds_heard = {{ price = 1, per = 0 }}\n", "seconds_heard.per"),
        (f"{HEAD}[prices.acme.ear]\nseconds_heard = {{ price = 1, per = 3_600 }}\n", "no end as a decimal"),
        (f"{HEAD}[prices.acme]\near = {{}}\n", "prices.acme.ear"),
        ("as_of", "TOML"),
    ],
)
def test_what_is_wrong_in_a_table_is_named(tmp_path: Path, text: str, mistake: str) -> None:
    with pytest.raises(ConfigurationInvalid, match=mistake):
        read_tariff(_table(tmp_path, text))
