"""The golden set's files, as they are and as they must not be."""

import re
from pathlib import Path

import pytest

from tests.golden.reading import HELD_OUT, OPEN, GoldenSetInvalid, read_golden_set
from tests.golden.wording import as_said

DIGITS = {as_said(digit): digit for digit in "0123456789"}
UTTERANCE = '[[utterance]]\nsays = "hello"\n'
DIALOGUE = '[[dialogue]]\nname = "short"\nturns = [{ says = "hello" }, { says = "bye" }]\n'


def written(folder: Path, utterances: str = UTTERANCE, dialogues: str = DIALOGUE) -> Path:
    (folder / "utterances.toml").write_text(utterances)
    (folder / "dialogues.toml").write_text(dialogues)
    return folder


def test_a_third_of_the_whole_set_is_held_out_and_nothing_is_in_both() -> None:
    opened, held_out = read_golden_set(OPEN), read_golden_set(HELD_OUT)

    assert len(opened.utterances) >= 120
    assert len(opened.dialogues) >= 18
    assert 3 * len(held_out.utterances) >= len(opened.utterances) + len(held_out.utterances)
    assert 3 * len(held_out.dialogues) >= len(opened.dialogues)
    assert not {each.says for each in opened.utterances} & {each.says for each in held_out.utterances}


@pytest.mark.parametrize("folder", [OPEN, HELD_OUT])
def test_every_code_that_a_tool_must_be_given_is_said(folder: Path) -> None:
    wanted = [
        (each.says, value)
        for each in read_golden_set(folder).utterances
        for call in each.calls
        for value in call.arguments.values()
        if isinstance(value, str) and value.isdigit()
    ]

    assert wanted
    assert not [(says, code) for says, code in wanted if code not in digits_in(says)]


def digits_in(says: str) -> str:
    words = re.findall(r"\w+", says.replace(" oh ", " zero "))
    return "".join(word if word.isdigit() else DIGITS.get(word, "") for word in words)


def test_one_thing_needs_no_brackets(tmp_path: Path) -> None:
    utterance = '[[utterance]]\nsays = "x"\nspecialist = "sales"\nholds = ["a", ["b", "c"]]\n'

    read = read_golden_set(written(tmp_path, utterance)).utterances[0]

    assert read.specialist == ("sales",)
    assert read.holds == (("a",), ("b", "c"))


@pytest.mark.parametrize(
    ("utterances", "dialogues", "told"),
    [
        (UTTERANCE + 'hold = ["a"]\n', DIALOGUE, r"utterances.toml: utterance 1 \('hello'\): hold"),
        ('[[utterance]]\nsays = "x"\nspecialist = "sails"\n', DIALOGUE, "utterance 1 .'x'.: specialist"),
        ('[[utterance]]\nsays = "x"\ncalls = [{ tools = "quote" }]\n', DIALOGUE, "calls.0.tool"),
        ('[[utterance]]\nsays = "x"\ncalls = [{ tool = "q", outcome = "did" }]\n', DIALOGUE, "calls.0.outcome"),
        ('[[utterance]]\nsays = "x"\nholds = [[]]\n', DIALOGUE, "holds.0"),
        ("[[utterance]]\nhuman = true\n", DIALOGUE, "'without words'.*either says something or is silent"),
        ('[[utterance]]\nsays = "x"\nrepeats = 1\n', DIALOGUE, "'x' needs a turn around it"),
        (UTTERANCE + UTTERANCE, DIALOGUE, "there twice: hello"),
        ('[[said]]\nsays = "x"\n', DIALOGUE, "said: only 'utterance' is known"),
        (UTTERANCE, DIALOGUE.replace('"bye"', '"bye", typed = true'), "turns.1.typed"),
        (
            UTTERANCE,
            DIALOGUE.replace('"bye"', '"bye", repeats = 2'),
            "dialogue 1 .'short'.*which is not before it",
        ),
        (UTTERANCE, DIALOGUE.replace(', { says = "bye" }', ""), "turns"),
        (UTTERANCE, DIALOGUE + DIALOGUE, "there twice: short"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_entry(
    tmp_path: Path, utterances: str, dialogues: str, told: str
) -> None:
    with pytest.raises(GoldenSetInvalid, match=told):
        read_golden_set(written(tmp_path, utterances, dialogues))
