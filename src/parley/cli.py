"""The command `parley`."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import ParleyError

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)

specialist = typer.Typer(no_args_is_help=True, help="Draft a specialist, and list those that are there.")
app.add_typer(specialist, name="specialist")

CONTROL_PLANE = "http://127.0.0.1:8080"

STRICT_CHECKPOINTS = ("LANGGRAPH_STRICT_MSGPACK", "true")
"""LangGraph reads it when it is imported: no stored conversation can then make objects of other types."""


def main() -> None:
    """Run the command line; a failure that has a name is a line, not a stack trace."""
    os.environ.setdefault(*STRICT_CHECKPOINTS)
    try:
        app()
    except ParleyError as error:
        typer.secho(f"parley: {error}", err=True, fg=typer.colors.RED)
        sys.exit(1)


@app.command()
def run() -> None:
    """Start everything on this machine: the LiveKit server, both services, the page."""
    from parley.launch.everything import run_everything

    _run(run_everything())


@app.command()
def up(
    replicas: Annotated[int, typer.Option(min=1, max=64, help="Agent services, from port 8000 on.")] = 3,
    control_planes: Annotated[int, typer.Option(min=1, max=16, help="Control planes, from port 8080 on.")] = 2,
) -> None:
    """Start a fleet on this machine, each service a process of its own: with Redis and the LiveKit server."""
    from parley.launch.fleet import run_fleet

    _run(run_fleet(replicas, control_planes))


@app.command()
def agent() -> None:
    """Start the agent service alone."""
    from parley.launch.services import agent_service, serve

    _run(serve(agent_service))


@app.command("control-plane")
def control_plane() -> None:
    """Start the control plane alone."""
    from parley.launch.services import control_plane_service, serve

    _run(serve(control_plane_service))


@app.command()
def call(
    question: Annotated[list[Path] | None, typer.Argument(help="WAV files to say, one a turn.")] = None,
    say: Annotated[list[str] | None, typer.Option(help="Text to say, one a turn, after the files.")] = None,
    save: Annotated[Path, typer.Option(help="Where what was heard is written.")] = Path("heard.wav"),
    url: Annotated[str, typer.Option(help="The control plane.")] = CONTROL_PLANE,
    access_code: Annotated[str | None, typer.Option(envvar="PARLEY_CONTROL_PLANE_ACCESS_CODE")] = None,
) -> None:
    """Make a real call from the terminal: speak, and write down both sides."""
    from parley.terminal.call import make_call

    _run(make_call(question or [], say or [], save, url, access_code))


@app.command()
def chat() -> None:
    """Hold the conversation by text, without any service."""
    from parley.terminal.chat import hold_chat

    _run(hold_chat())


@app.command()
def doctor(
    live: Annotated[bool, typer.Option("--live", help="Ask each provider for a little, and time it.")] = False,
) -> None:
    """Tell what is installed, what is missing, and which providers would be used and why."""
    from parley.doctor.command import diagnose, diagnose_live

    status = diagnose()
    if live:
        _run(diagnose_live())
    raise typer.Exit(status)


@app.command()
def emulate(
    port: Annotated[int, typer.Option(help="Where they listen, on this machine only.")] = 9000,
) -> None:
    """Start emulated cloud providers, to try Parley with made-up keys."""
    from parley import emulate as emulation

    emulation.emulate(port)


@app.command()
def issuer(
    port: Annotated[int, typer.Option(help="Where it listens, on this machine only.")] = 9400,
) -> None:
    """Start a small OpenID Connect issuer, to try users' logins, tenants and roles with. Not for production."""
    from parley.issuer.command import serve_issuer

    serve_issuer(port)


@specialist.command("new")
def new_specialist(
    name: Annotated[str, typer.Argument(help="An identifier in small letters, such as gardening.")],
    folder: Annotated[
        Path | None, typer.Option(help="Where it is written; PARLEY_SPECIALISTS, or Parley's own folder.")
    ] = None,
    description: Annotated[str, typer.Option(help='The end of "I can help with ...".')] = "",
) -> None:
    """Write the first draft of a specialist: its file, its prompt, its first page, its test."""
    from parley.specialist import command

    command.new_specialist(name, folder, description)


@specialist.command("list")
def list_specialists() -> None:
    """Tell which specialists there are, and what is wrong with those that cannot work."""
    from parley.specialist.command import list_specialists

    raise typer.Exit(list_specialists())


def _run(program: Coroutine[None, None, None]) -> None:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(program)
