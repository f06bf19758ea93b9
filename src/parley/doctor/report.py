"""The whole report, and how it looks in a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from infrastructure.providers.choosing import Choice
from parley.doctor.finding import Finding, State
from parley.doctor.installation import check_installation
from parley.doctor.ports import check_ports
from parley.install.step import Step

SUBJECT_WIDTH = 16
MARKS = {State.GOOD: "[green]✓[/]", State.LACKING: "[yellow]![/]", State.MISSING: "[red]✗[/]"}


@dataclass(frozen=True)
class Report:
    """Everything that was found."""

    findings: Sequence[Finding]
    providers: Sequence[Choice]

    @property
    def exit_status(self) -> int:
        """1 when something is missing that Parley needs, else 0."""
        return int(any(finding.state is State.MISSING for finding in self.findings))


def examine(
    steps: Iterable[Step],
    ports: Mapping[str, int],
    providers: Sequence[Choice],
    specialists: Sequence[Finding] = (),
) -> Report:
    """Look at this machine.

    :param steps: what should be installed.
    :param ports: the ports that would be used, by what for.
    :param providers: what the settings choose.
    :param specialists: what was found of them.
    """
    return Report([*check_installation(steps), *check_ports(ports), *specialists], providers)


def render(report: Report, console: Console) -> None:
    """Print it: what is there, then who serves each part. Lines to type are not broken."""
    for finding in report.findings:
        subject = escape(f"{finding.subject:<{SUBJECT_WIDTH}}")
        console.print(
            f" {MARKS[finding.state]} {subject} {escape(finding.detail)}",
            soft_wrap=True,
            highlight=False,
            emoji=False,
        )
        if finding.remedy:
            console.print(f"   [bold]→ {escape(finding.remedy)}[/]", soft_wrap=True, highlight=False, emoji=False)
    console.print()
    console.print(_providers(report.providers))


def _providers(providers: Iterable[Choice]) -> Table:
    table = Table("Part", "Provider", "Why", box=None, padding=(0, 1))
    for choice in providers:
        table.add_row(escape(choice.part), f"[bold]{escape(choice.provider)}[/]", escape(choice.reason))
    return table
