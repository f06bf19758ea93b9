"""`parley doctor`."""

import os

from rich.console import Console

from infrastructure import settings
from infrastructure.providers.choosing import choices
from infrastructure.providers.settings import ProviderSettings
from parley.doctor.live import render_trials, try_providers
from parley.doctor.ports import wanted_ports
from parley.doctor.report import examine, render
from parley.doctor.specialists import check_specialists
from parley.install.machine import this_machine
from parley.install.plan import steps_for


def diagnose() -> int:
    """Look, tell, and give the exit status: 1 when something that Parley needs is missing."""
    agents = settings.load_one(settings.AgentSettings)
    chosen = choices(settings.load_one(ProviderSettings), settings.load_one(settings.MediaSettings))
    specialists = check_specialists(agents.specialists, agents.knowledge)
    report = examine(steps_for("run", this_machine()), wanted_ports(os.environ), chosen, specialists)
    render(report, Console())
    return report.exit_status


async def diagnose_live() -> None:
    """Try each provider, and tell how it went."""
    console = Console()
    console.print()
    render_trials(await try_providers(), console)
