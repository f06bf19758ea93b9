"""What Prometheus reads about turns: how long callers waited, and what was done for them."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from domain.entities.events import ToolCalled, TurnCompleted, TurnGuessed
from domain.entities.response_time import ResponseTime

RESPONSE_BUCKETS_S = (0.3, 0.5, 0.7, 0.9, 1.2, 1.6, 2.0, 3.0, 5.0)
"""Around the point where a pause is felt."""

PART_BUCKETS_S = (0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2.0, 4.0)


class TurnMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._turns = Counter("parley_turns", "Exchanges over", ["specialist", "interrupted"], registry=registry)
        self._guesses = Counter(
            "parley_answers_ahead", "Answers prepared before a turn was surely over", ["guess"], registry=registry
        )
        self._tools = Counter("parley_tool_calls", "Tools used", ["tool", "outcome"], registry=registry)
        self._response = Histogram(
            "parley_response_seconds",
            "From the end of the caller's speech to the first sound of the answer",
            buckets=RESPONSE_BUCKETS_S,
            registry=registry,
        )
        self._parts = Histogram(
            "parley_response_part_seconds",
            "The same: until the turn was over, then to the first word, then to its first sound",
            ["part"],
            buckets=PART_BUCKETS_S,
            registry=registry,
        )

    def count(self, event: TurnCompleted | TurnGuessed | ToolCalled) -> None:
        match event:
            case TurnCompleted(specialist=specialist, interrupted=interrupted, response=response):
                self._turns.labels(specialist, str(interrupted).lower()).inc()
                if response is not None:
                    self._observe(response)
            case TurnGuessed(was_right=was_right):
                self._guesses.labels("right" if was_right else "wrong").inc()
            case ToolCalled(tool=tool, outcome=outcome):
                self._tools.labels(tool, outcome).inc()

    def _observe(self, response: ResponseTime) -> None:
        self._response.observe(response.total_ms / 1000)
        parts_ms = {
            "waiting": response.waiting_ms,
            "thinking": response.thinking_ms,
            "speaking": response.speaking_ms,
        }
        for part, took_ms in parts_ms.items():
            self._parts.labels(part).observe(took_ms / 1000)
