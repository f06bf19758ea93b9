"""`parley chat`: the conversation by text."""

from collections.abc import Callable

from rich.console import Console

from application.use_cases.chat import Chat
from domain.entities.reply import HumanWanted, ReplyPart, SpecialistChosen, ToolUsed, Words


async def converse(chat: Chat, console: Console, read_line: Callable[[], str]) -> None:
    """Greet, then answer line by line, until a goodbye, an empty line or the end of the input."""
    console.print(f"[bold]supervisor[/]  {await chat.greet()}")
    while not chat.is_over:
        try:
            question = read_line().strip()
        except EOFError:
            return
        if not question:
            return
        async for part in chat.ask(question):
            _show(part, console)
        console.print()


def _show(part: ReplyPart, console: Console) -> None:
    match part:
        case SpecialistChosen(name=name):
            console.print(f"[bold]{name}[/]  ", end="")
        case Words(text):
            console.print(text, end="", markup=False, highlight=False)
        case ToolUsed(name=name):
            console.print(f"({name}) ", end="", style="dim", markup=False, highlight=False)
        case HumanWanted():
            console.print("(wants a person) ", end="", style="dim", markup=False, highlight=False)
        case _:
            pass
