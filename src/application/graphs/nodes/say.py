"""The node that says what the supervisor has decided to say itself."""

from application.graphs.exchange import emit
from application.graphs.state import CallState, utterance
from domain.entities.reply import HumanWanted, Words
from domain.entities.session import EndReason
from domain.interfaces.router import Act

_ENDS = {Act.FAREWELL: EndReason.CALLER_SAID_GOODBYE, Act.GIVE_UP: EndReason.CALLER_SILENT}


async def say(state: CallState) -> CallState:
    act, answer = Act(state.get("act", Act.SAY)), state.get("answer", "")
    update = CallState(said=answer if utterance(state) else state.get("said", ""))
    if act is Act.HUMAN:
        emit(HumanWanted())
        update["waits_for_human"] = True
    if act in _ENDS:
        update["ends"] = _ENDS[act].value
    emit(Words(answer))
    return update
