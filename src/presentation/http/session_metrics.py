"""What Prometheus reads about calls: how many there are, how they began and ended."""

from prometheus_client import CollectorRegistry, Counter, Gauge

from domain.entities.events import HumanAskedFor, SessionChanged
from domain.entities.session import EndReason, Session, Status
from domain.interfaces.calls import Calls


class SessionMetrics:
    """How many are live is asked of the calls whenever metrics are: a standby's life has no beginning and no end
    that a call would have, but takes a place as long as it is there.
    """

    def __init__(self, registry: CollectorRegistry, calls: Calls) -> None:
        live = Gauge("parley_calls_live", "Calls being carried, and standbys", registry=registry)
        live.set_function(lambda: calls.live_count)
        capacity = Gauge("parley_calls_capacity", "Calls that can be carried at once", registry=registry)
        capacity.set_function(lambda: calls.capacity)
        self._started = Counter(
            "parley_calls_started", "Calls begun, or recovered from a dead replica", registry=registry
        )
        self._ended = Counter("parley_calls_ended", "Calls over", ["reason"], registry=registry)
        self._humans_wanted = Counter(
            "parley_humans_wanted", "Calls whose caller has asked for a person", registry=registry
        )
        self._waiting_calls: set[str] = set()
        waiting = Gauge(
            "parley_calls_waiting_for_human", "Calls whose caller waits for a person", registry=registry
        )
        waiting.set_function(lambda: len(self._waiting_calls))

    def count(self, event: SessionChanged | HumanAskedFor) -> None:
        match event:
            case SessionChanged(session):
                self._changed(session)
            case HumanAskedFor():
                self._humans_wanted.inc()

    def _changed(self, session: Session) -> None:
        if session.status is Status.JOINING:
            self._started.inc()
        elif not session.is_live and session.reason is not EndReason.STANDBY_OVER:  # which was never the call
            self._ended.labels(session.reason or "").inc()
        if session.status is Status.WAITING_FOR_HUMAN:
            self._waiting_calls.add(session.session_id)
        else:
            self._waiting_calls.discard(session.session_id)
