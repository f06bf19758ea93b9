"""Which steps a purpose takes, in order."""

from collections.abc import Sequence
from typing import Literal

from parley.install.machine import Machine
from parley.install.packages.of_machine import packages_of
from parley.install.step import Step
from parley.install.steps.chromium import Chromium
from parley.install.steps.livekit_server import LiveKitServer
from parley.install.steps.manifest_reader import ManifestReader
from parley.install.steps.node import Node
from parley.install.steps.pages import Pages
from parley.install.steps.postgres import Postgres
from parley.install.steps.python_environment import PythonEnvironment
from parley.install.steps.redis import Redis
from parley.install.steps.speech import Flite
from parley.install.steps.toxiproxy import Toxiproxy

Goal = Literal["run", "test", "up"]
"""`up` is several of what `run` has one of."""


def steps_for(goal: Goal, machine: Machine) -> Sequence[Step]:
    """The first brings uv, which Node and Go come with; the pages need Node."""
    packages = packages_of(machine)
    testing = goal == "test"
    return [
        PythonEnvironment(machine, packages, "test" if testing else "run"),
        Flite(machine, packages, needed=testing),
        *([] if goal == "run" else [Redis(machine, packages)]),
        *([Postgres(machine, packages)] if testing else []),
        *([Chromium(machine, packages)] if testing else []),
        Node(machine),
        LiveKitServer(machine),
        *([Toxiproxy(machine), ManifestReader(machine)] if testing else []),
        Pages(machine),
    ]
