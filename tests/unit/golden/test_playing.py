"""How turns are played to a team, and counted."""

from domain.errors import ModelFailed
from tests.fakes.agent import FakeAgentTeam, ScriptedReply
from tests.golden.expectations import Dialogue, Expected
from tests.golden.playing import play_dialogue, play_utterance
from tests.golden.score import answered, confusions, routed, whole

TEAM = {
    "open a ticket": ScriptedReply(["It is ticket", " 4 0 7 1 2."], specialist="tech_support"),
    "how is ticket four zero seven one two": ScriptedReply(["Ticket 4 0 7 1 2", " is open."], "tech_support"),
    "break": ScriptedReply(["It is"], error=ModelFailed("no word")),
}


async def test_the_caller_reads_out_the_number_that_was_given() -> None:
    turns = (
        Expected(says="open a ticket", specialist=("tech_support",)),
        Expected(says="how is ticket {number of turn 1}", holds=(("is open",),), repeats=1),
    )

    played = await play_dialogue(FakeAgentTeam(TEAM), "call", Dialogue(name="ticket", turns=turns))

    assert [turn.said for turn in played] == ["open a ticket", "how is ticket four zero seven one two"]
    assert all(turn.verdict.answered for turn in played)


async def test_an_interrupted_answer_is_remembered_as_far_as_it_was_heard() -> None:
    team = Remembering(TEAM)
    turns = (Expected(says="open a ticket", heard_words=2), Expected(says="sorry"))

    await play_dialogue(team, "call", Dialogue(name="cut off", turns=turns))

    assert team.committed == ["It is", "All is well."]


async def test_a_silence_is_a_turn_of_the_agents() -> None:
    turns = (Expected(says="hello"), Expected(silent=True, specialist=("supervisor",), holds=(("there",),)))

    played = await play_dialogue(FakeAgentTeam(TEAM), "call", Dialogue(name="quiet", turns=turns))

    assert played[1].verdict.answered
    assert played[1].verdict.routed


async def test_an_answer_that_breaks_off_is_wrong_and_the_next_one_is_still_asked_for() -> None:
    turns = (Expected(says="break", holds=(("It is",),)), Expected(says="and now", holds=(("All is well",),)))

    broken, whole_again = await play_dialogue(FakeAgentTeam(TEAM), "call", Dialogue(name="broken", turns=turns))

    assert not broken.verdict.answered
    assert "model_failed" in broken.verdict.why
    assert whole_again.verdict.answered


async def test_what_was_recognised_reaches_the_team_not_what_was_said() -> None:
    opened = Expected(says="open a ticket", holds=(("ticket",),))

    judged = await play_utterance(FakeAgentTeam(TEAM), "call", opened, heard="opener thicket")

    assert judged.said == "opener thicket"
    assert not judged.verdict.answered


async def test_nothing_recognised_is_neither_routed_nor_answered() -> None:
    judged = await play_utterance(
        FakeAgentTeam(TEAM), "call", Expected(says="hello", specialist=("sales",)), heard=""
    )

    assert not judged.verdict.routed
    assert not judged.verdict.answered


async def test_shares_and_confusions_are_counted() -> None:
    team = FakeAgentTeam(TEAM)
    right = await play_utterance(team, "1", Expected(says="hello", specialist=("sales",)))
    misrouted = await play_utterance(team, "2", Expected(says="hello", specialist=("tech_support",)))
    wrong = await play_utterance(team, "3", Expected(says="hello", holds=(("nothing",),)))
    turns = [right, misrouted, wrong]

    assert str(routed(turns)) == "50.0% of 2"
    assert str(answered(turns)) == "66.7% of 3"
    assert confusions(turns) == {("sales", "sales"): 1, ("tech_support", "sales"): 1}
    assert str(whole([[right, right], [right, misrouted], [wrong]])) == "33.3% of 3"


class Remembering(FakeAgentTeam):
    """Keeps what was committed beyond the end of the call."""

    def __init__(self, replies: dict[str, ScriptedReply]) -> None:
        super().__init__(replies)
        self.committed = list[str]()

    async def commit(self, session_id: str, heard: str, *, epoch: int) -> None:
        self.committed.append(heard)
        await super().commit(session_id, heard, epoch=epoch)
