"""The tool that leads through a guide."""

from collections.abc import Mapping
from typing import Annotated

from agents.toolkit import Ask, said_beside, tool
from application.services.troubleshooting import Troubleshooting
from domain.entities.guide import Advice, Answer, Guide, Stage
from domain.entities.tool import CallContext, Outcome, Services, ToolCall, ToolResult

_QUESTION = (
    "What is wrong: does the connection drop, is there no internet, is the wifi slow, or is the phone dead?"
)

_DOES_IT_WORK = "Does it work now?"

_NOTE_GUIDE = "guide"
_NOTE_STEP = "step_of_"
"""Before a guide's name: where the caller is in it, so that each guide is picked up where it was left."""

_ANSWERS = said_beside(__file__, "outcomes")
_SAID = said_beside(__file__)


def guide_choices(services: Services) -> Mapping[str, tuple[str, ...]]:
    """The problems that there are guides for, each with ways to say it."""
    return {guide.name: guide.said for guide in services.get(Troubleshooting).guides}


@tool(
    about="something that does not work",
    examples=_SAID["troubleshoot"],
)
def troubleshoot(
    troubleshooting: Troubleshooting,
    call: CallContext,
    problem: Annotated[str, Ask(_QUESTION, "what does not work", choices=guide_choices)] = "",
    outcome: Annotated[
        str, Ask("Did that help?", "what the caller says of the latest step", choices=_ANSWERS)
    ] = Answer.BEGIN,
) -> ToolResult:
    """Leads the caller through the steps against a fault, one at a time.

    Without a problem it goes on with the one that this call was about before.
    """
    problem = problem or str(call.notes.get(_NOTE_GUIDE, ""))
    if not problem:
        return ToolResult(_QUESTION, Outcome.NEEDS, missing="problem")
    guide = troubleshooting.guide(problem)
    place = str(call.notes.get(_NOTE_STEP + problem, ""))
    answer = _meant(Answer(outcome), troubleshooting, problem, place, call)
    return _told(guide, troubleshooting.advise(problem, place, answer))


def _meant(answer: Answer, service: Troubleshooting, problem: str, place: str, call: CallContext) -> Answer:
    """A caller who has not heard a step cannot have tried it: it is told again."""
    step = service.step(problem, place)
    if step is None or answer is Answer.SOLVED or call.was_heard(step.say):
        return answer
    return Answer.AGAIN


def _told(guide: Guide, advice: Advice) -> ToolResult:
    notes = {_NOTE_GUIDE: guide.name, _NOTE_STEP + guide.name: advice.place}
    facts = {"problem": guide.name, "stage": advice.stage.value}
    match advice.stage, advice.step:
        case Stage.STEP, step if step is not None:
            return ToolResult(
                step.say, Outcome.NEEDS, {**facts, "step": step.name}, guide.about, missing="outcome", notes=notes
            )
        case Stage.CHECK, step if step is not None:
            return ToolResult(
                _DOES_IT_WORK,
                Outcome.NEEDS,
                {**facts, "step": step.name},
                guide.about,
                missing="outcome",
                notes=notes,
            )
        case Stage.SOLVED, _:
            return ToolResult("Good, then that is solved.", facts=facts, topic=guide.about, notes=notes)
        case _:
            return ToolResult(
                "Those were all the steps that I know. Shall I open a ticket, so that an engineer looks at it?",
                facts=facts,
                topic=guide.about,
                offer=ToolCall("open_ticket", {"problem": guide.name}),
                notes=notes,
            )
