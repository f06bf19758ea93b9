"""The promises of the port `AgentTeam`."""

from contextlib import aclosing
from pathlib import Path

import pytest

from domain.entities.reply import ReplyPart, SpecialistChosen, Words
from domain.errors import StaleEpoch
from domain.interfaces.agent import AgentTeam
from infrastructure.adapters.langgraph.team_factory import open_team
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from tests.fakes.agent import FakeAgentTeam

KNOWLEDGE = KnowledgeFolder(Path(__file__).parents[2] / "knowledge")
QUESTION = "what does the pro plan cost"


@pytest.fixture(params=["fake", "langgraph"])
def team(request: pytest.FixtureRequest) -> AgentTeam:
    return FakeAgentTeam() if request.param == "fake" else open_team(KNOWLEDGE)


async def parts_of(
    team: AgentTeam, words: str = QUESTION, *, session: str = "a", epoch: int = 1
) -> list[ReplyPart]:
    return [part async for part in team.reply(session, words, epoch=epoch)]


def test_there_is_a_greeting(team: AgentTeam) -> None:
    assert team.greeting


async def test_the_specialist_comes_first_and_once_and_words_follow(team: AgentTeam) -> None:
    first, *others = await parts_of(team)

    assert isinstance(first, SpecialistChosen)
    assert any(isinstance(part, Words) for part in others)
    assert not any(isinstance(part, SpecialistChosen) for part in others)


async def test_the_pieces_join_to_a_text_with_its_blanks(team: AgentTeam) -> None:
    text = "".join(part.text for part in await parts_of(team) if isinstance(part, Words))

    assert text == " ".join(text.split())
    assert " " in text


async def test_a_reply_can_be_closed_after_its_first_part(team: AgentTeam) -> None:
    async with aclosing(team.reply("a", QUESTION, epoch=1)) as parts:
        await anext(parts)

    assert await parts_of(team)


async def test_closing_a_reply_twice_is_no_error(team: AgentTeam) -> None:
    parts = team.reply("a", QUESTION, epoch=1)
    await anext(parts)

    await parts.aclose()
    await parts.aclose()


async def test_a_newer_turn_ends_the_one_before_it(team: AgentTeam) -> None:
    older = team.reply("a", QUESTION, epoch=1)
    await anext(older)

    assert await parts_of(team)
    assert [part async for part in older] == []


async def test_sessions_do_not_end_each_other(team: AgentTeam) -> None:
    mine = team.reply("a", QUESTION, epoch=1)
    await anext(mine)

    await parts_of(team, session="b")

    assert [part async for part in mine]


async def test_an_older_owner_gets_no_answer(team: AgentTeam) -> None:
    await parts_of(team, epoch=2)

    with pytest.raises(StaleEpoch):
        await parts_of(team, epoch=1)


async def test_an_older_owner_commits_nothing(team: AgentTeam) -> None:
    await parts_of(team, epoch=2)

    with pytest.raises(StaleEpoch):
        await team.commit("a", "It costs", epoch=1)


async def test_a_commit_makes_an_older_owner_stale_as_well(team: AgentTeam) -> None:
    await team.commit("a", team.greeting, epoch=2)

    with pytest.raises(StaleEpoch):
        await parts_of(team, epoch=1)


async def test_a_successor_goes_on_with_the_session(team: AgentTeam) -> None:
    await parts_of(team, epoch=1)

    assert await parts_of(team, epoch=2)


async def test_nothing_heard_can_be_committed(team: AgentTeam) -> None:
    await parts_of(team)

    await team.commit("a", "", epoch=1)

    assert await parts_of(team)


async def test_a_forgotten_session_may_begin_anew_with_any_epoch(team: AgentTeam) -> None:
    await parts_of(team, epoch=5)

    await team.forget("a")

    assert await parts_of(team, epoch=1)


async def test_forgetting_an_unknown_session_is_no_error(team: AgentTeam) -> None:
    await team.forget("nobody")


async def silence_of(team: AgentTeam, *, session: str = "a", epoch: int = 1) -> list[ReplyPart]:
    return [part async for part in team.silence(session, epoch=epoch)]


async def test_a_silence_is_answered_in_words_of_whoever_is_named_first(team: AgentTeam) -> None:
    await team.commit("a", team.greeting, epoch=1)
    await parts_of(team)
    await team.commit("a", "It costs 39 euros a month.", epoch=1)

    first, *others = await silence_of(team)

    assert isinstance(first, SpecialistChosen)
    assert any(isinstance(part, Words) for part in others)


async def test_a_silence_right_after_the_greeting_is_answered_too(team: AgentTeam) -> None:
    await team.commit("a", team.greeting, epoch=1)

    assert any(isinstance(part, Words) for part in await silence_of(team))


async def test_a_silence_ends_the_turn_before_it(team: AgentTeam) -> None:
    older = team.reply("a", QUESTION, epoch=1)
    await anext(older)

    assert await silence_of(team)
    assert [part async for part in older] == []


async def test_after_a_silence_the_conversation_goes_on(team: AgentTeam) -> None:
    await parts_of(team)
    await team.commit("a", "It costs 39 euros a month.", epoch=1)
    await silence_of(team)
    await team.commit("a", "Are you", epoch=1)

    assert any(isinstance(part, Words) for part in await parts_of(team))


async def test_an_older_owner_notices_no_silence(team: AgentTeam) -> None:
    await parts_of(team, epoch=2)

    with pytest.raises(StaleEpoch):
        await silence_of(team, epoch=1)
