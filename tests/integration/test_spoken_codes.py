"""Codes and addresses, as flite says them and pocketsphinx hears them: nothing of any company is known."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from infrastructure.adapters.pocketsphinx.speech_to_text import PocketsphinxSpeechToText
from tests.golden.speaking import Ear

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ear() -> AsyncIterator[Ear]:
    recogniser = PocketsphinxSpeechToText(warm_decoders=2, max_decoders=2)
    await recogniser.warm()
    yield Ear(recogniser)
    await recogniser.close()


@pytest.mark.parametrize("voice", ["rms", "kal16"])
async def test_codes_are_heard_digit_by_digit(ear: Ear, voice: str) -> None:
    codes = [
        "my postcode is four two one seven five",
        "six eight one four one seven",
        "order number one eight double six three",
        "where is my order the number is seven two eight four six",
    ]

    assert await asyncio.gather(*(ear.heard(code, voice) for code in codes)) == codes


@pytest.mark.parametrize("voice", ["rms", "kal16"])
async def test_addresses_are_heard_word_by_word_and_letter_by_letter(ear: Ear, voice: str) -> None:
    addresses = ["it's j o at example dot com", "my email is jo dot smith at example dot com"]

    assert await asyncio.gather(*(ear.heard(address, voice) for address in addresses)) == addresses


async def test_a_sentence_that_is_no_code_stays_one(ear: Ear) -> None:
    assert await ear.heard("i want to pay for two", "rms") == "i want to pay for two"
