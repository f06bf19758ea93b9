"""Callers get the right answer from the right specialist, typed and spoken: open and held out together.

docs/benchmarks/understanding.md has what is reached; here stands what is the least.
"""

from collections.abc import AsyncIterator, Sequence

import pytest

from domain.interfaces.agent import AgentTeam
from tests.golden.expectations import Dialogue, Expected
from tests.golden.judge import EFFECTS
from tests.golden.opening import demo_ear, demo_specialists, demo_team
from tests.golden.playing import Judged, play_dialogue, play_spoken, play_utterance
from tests.golden.reading import HELD_OUT, OPEN, PRACTICE, read_golden_set
from tests.golden.score import Share, answered, is_right, routed, whole
from tests.golden.speaking import VOICES

OPENED, HELD, PRACTISED = (read_golden_set(folder) for folder in (OPEN, HELD_OUT, PRACTICE))
UTTERANCES = (*OPENED.utterances, *HELD.utterances)
DIALOGUES = (*OPENED.dialogues, *HELD.dialogues)
SECRET = {id(turn) for turn in (*HELD.utterances, *(turn for call in HELD.dialogues for turn in call.turns))}


@pytest.fixture
async def team() -> AsyncIterator[AgentTeam]:
    async with demo_team() as opened:
        yield opened


def need(share: Share, least: float, turns: Sequence[Judged]) -> None:
    """Shows what went wrong; of what is held out only how much did."""
    if share.value >= least:
        return
    wrong = [turn for turn in turns if not is_right(turn)]
    shown = [turn for turn in wrong if id(turn.expected) not in SECRET]
    told = [f"{turn.said!r} -> {turn.observed.text!r}: {turn.verdict.why}" for turn in shown]
    hidden = f"and {len(wrong) - len(shown)} that are held out"
    pytest.fail("\n".join([f"{share}, but {least:.0%} are needed", *told, hidden]), pytrace=False)


async def test_typed_sentences_reach_the_right_specialist_and_are_answered(team: AgentTeam) -> None:
    turns = [await play_utterance(team, f"sentence-{at}", each) for at, each in enumerate(UTTERANCES)]

    need(routed(turns), 0.97, turns)
    need(answered(turns), 0.92, turns)


async def test_whole_calls_are_answered_turn_by_turn(team: AgentTeam) -> None:
    calls = [await play_dialogue(team, f"call-{at}", each) for at, each in enumerate(DIALOGUES)]
    turns = [turn for call in calls for turn in call]

    need(routed(turns), 0.97, turns)
    need(answered(turns), 0.90, turns)
    need(whole(calls), 0.70, turns)


async def test_what_was_practised_is_not_forgotten(team: AgentTeam) -> None:
    turns = [await play_utterance(team, f"practised-{at}", each) for at, each in enumerate(PRACTISED.utterances)]
    calls = [
        await play_dialogue(team, f"practised-call-{at}", each) for at, each in enumerate(PRACTISED.dialogues)
    ]

    need(answered(turns), 0.88, turns)
    need(answered([turn for call in calls for turn in call]), 0.82, turns)


async def test_spoken_sentences_reach_the_right_specialist_and_are_answered(team: AgentTeam) -> None:
    """One voice a sentence, in rotation: all three take as much longer, and tell the same."""
    said = [(each, VOICES[at % len(VOICES)]) for at, each in enumerate(UTTERANCES)]
    async with demo_ear() as ear:
        turns = await play_spoken(team, ear, said)

    need(routed(turns), 0.90, turns)
    need(answered(turns), 0.80, turns)


@pytest.mark.parametrize("turns", [UTTERANCES, [turn for call in DIALOGUES for turn in call.turns]])
def test_every_tool_that_a_turn_expects_is_there_with_its_arguments(turns: Sequence[Expected]) -> None:
    tools = {tool.name: {each.name for each in tool.arguments} for one in demo_specialists() for tool in one.tools}
    wanted = [call for turn in turns for call in turn.calls]

    assert not [call for call in wanted if call.tool not in tools or not call.arguments.keys() <= tools[call.tool]]


def test_every_tool_with_all_its_arguments_is_tried_in_the_open_set_and_in_the_other() -> None:
    wanted = {
        (tool.name, each.name) for one in demo_specialists() for tool in one.tools for each in tool.arguments
    }
    for golden in (OPENED, HELD):
        tried = {
            (call.tool, name)
            for turn in _turns(golden.utterances, golden.dialogues)
            for call in turn.calls
            for name in call.arguments
        }
        assert not wanted - tried


def test_the_judge_knows_which_tools_have_an_effect() -> None:
    assert {tool.name for one in demo_specialists() for tool in one.tools if tool.has_effect} == EFFECTS


def _turns(utterances: Sequence[Expected], dialogues: Sequence[Dialogue]) -> list[Expected]:
    return [*utterances, *(turn for dialogue in dialogues for turn in dialogue.turns)]
