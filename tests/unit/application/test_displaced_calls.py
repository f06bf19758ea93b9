"""What becomes of a call whose memory says that it has another owner."""

from application.calls.displaced import DisplacedCalls
from application.use_cases.join_call import JoinCommand
from domain.entities.session import EndReason
from tests.unit.application.service import FakeService


async def test_a_session_that_is_older_than_the_newest_owner_ends_and_is_waited_for() -> None:
    service = FakeService()
    await service.join(JoinCommand("room-a", "ada", call_id="c1", epoch=1))
    displaced = DisplacedCalls(service.calls, service.registry)
    for _ in range(2):
        displaced.end_older("c1", 2)
    await displaced.settled()
    session = await service.registry.get("c1")
    assert session is not None
    assert session.reason is EndReason.DISPLACED


async def test_the_newest_owner_and_what_is_not_here_go_on() -> None:
    service = FakeService()
    await service.join(JoinCommand("room-a", "ada", call_id="c1", epoch=2))
    displaced = DisplacedCalls(service.calls, service.registry)
    displaced.end_older("c1", 2)
    displaced.end_older("elsewhere", 2)
    await displaced.settled()
    assert service.calls.carries("c1")
