"""Technical support: faults of internet, wifi, router and telephone, and how to set things up."""

from agents.toolkit import prompt_beside
from agents.tools.outages import outage
from agents.tools.tickets import close_ticket, open_ticket, ticket_status
from agents.tools.troubleshooting import troubleshoot
from agents.tools.visits import book_visit, cancel_visit
from domain.entities.specialist import Specialist

SPECIALIST = Specialist(
    name="tech_support",
    description="internet, wifi, router and telephone faults",
    keywords=(
        "not work", "doesn't work", "isn't work", "broken", "fault", "problem", "trouble", "slow", "drop",
        "losing", "lost", "disconnect", "outage", "visit", "ticket", "wifi", "wi-fi", "password", "light", "reset",
        "restart", "reboot", "no internet", "no tone", "dead", "crash", "set up", "setting up", "fix",
        "repair", "engineer", "is down",
    ),
    prompt=prompt_beside(__file__),
    knowledge=("tech_support", "company"),
    tools=(troubleshoot, outage, open_ticket, ticket_status, close_ticket, book_visit, cancel_visit),
)  # fmt: skip
