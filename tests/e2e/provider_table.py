"""The table of docs/provider-faults.md, as a run writes it to artifacts/provider-faults.md."""

from collections.abc import Iterator, Mapping

from tests.e2e.provider_call import Exchange, Told
from tests.e2e.provider_cases import Case

HEAD = """| leg | fault | silence after each question, s | longest pause in an answer, s | who went on |
|---|---|---|---|---|
"""


def table(calls: Mapping[Case, Told]) -> str:
    return HEAD + "\n".join(_rows(calls)) + "\n"


def _rows(calls: Mapping[Case, Told]) -> Iterator[str]:
    for case, told in calls.items():
        silences = ", ".join(_silence(exchange) for exchange in told.exchanges) or "no voice"
        pause_s = max((exchange.gap_s for exchange in told.exchanges), default=0.0)
        fault = f"{case.fault}, and nobody else" if case.is_alone else case.fault
        yield f"| {case.leg} | {fault} | {silences} | {pause_s:.1f} | {_who(case, told)} |"


def _silence(exchange: Exchange) -> str:
    held_up = f" (held up {exchange.held_up_s:.1f})" if exchange.held_up_s >= 0.1 else ""
    return f"{exchange.silence_s:.1f}{held_up}"


def _who(case: Case, told: Told) -> str:
    if told.reason is not None:
        return f"nobody: {told.reason}"
    if case.is_passing:
        return "the same"
    return next(each.provider for each in told.providers if each.leg == case.leg.watched and not each.failures)
