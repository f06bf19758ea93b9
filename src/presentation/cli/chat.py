"""`parley chat`: the conversation by text."""

from collections.abc import Callable

from rich.console import Console

from application.use_cases.chat import Chat
from domain.entities.reply import SpecialistChosen


async def converse(chat: Chat, console: Console, read_line: Callable[[], str]) -> None:
    """Greet, then answer line by line, until an empty line or the end of the input."""
    console.print(f"[bold]supervisor[/]  {await chat.greet()}")
    while True:
        try:
            question = read_line().strip()
        except EOFError:
            return
        if not question:
            return
        async for part in chat.ask(question):
            if isinstance(part, SpecialistChosen):
                console.print(f"[bold]{part.name}[/]  ", end="")
            else:
                console.print(part.text, end="", markup=False, highlight=False)
        console.print()
