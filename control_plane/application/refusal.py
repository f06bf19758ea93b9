"""Saying why no agent service took a call."""

from collections.abc import Sequence

from control_plane.domain.agent_errors import (
    AgentDraining,
    AgentError,
    AgentFull,
    AgentSilent,
    AgentSpent,
    AgentUnreachable,
    AgentWithoutMedia,
)
from control_plane.domain.errors import CallNotPlaced

RETRY_AFTER_S = 5
"""When no agent service says when to come back: calls end and services restart in seconds."""
REASONS: tuple[tuple[tuple[type[AgentError], ...], str, str], ...] = (
    ((AgentSpent,), "spent", "what may be spent on calls today is spent: call again tomorrow"),
    ((AgentWithoutMedia,), "media_unavailable", "the LiveKit server cannot be reached: calls cannot begin"),
    ((AgentFull, AgentDraining), "full", "all places are taken: try again soon"),
    ((AgentUnreachable, AgentSilent), "agents_unreachable", "no agent service answers: try again soon"),
)


def refusal(failures: Sequence[AgentError]) -> CallNotPlaced:
    """The reason that helps most: what is broken for all comes before what may be better at another service.

    :param failures: what each service that was asked did; none when there was no time to ask one.
    """
    # When places are free again is of no use to a tenant that may spend no more.
    failures = [failure for failure in failures if isinstance(failure, AgentSpent)] or failures
    waits_s = [failure.retry_after_s for failure in failures if failure.retry_after_s is not None]
    retry_after_s = min(waits_s, default=RETRY_AFTER_S)
    for kinds, code, explanation in REASONS:
        if any(isinstance(failure, kinds) for failure in failures):
            return CallNotPlaced(code, explanation, retry_after_s)
    if not failures:
        return CallNotPlaced(*REASONS[-1][1:], retry_after_s)
    return CallNotPlaced("agents_failed", "the agent services refuse our commands: see the log", retry_after_s)
