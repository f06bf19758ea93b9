"""Which steps a purpose takes, in order."""

from collections.abc import Sequence

from parley.install.machine import Machine
from parley.install.packages.of_machine import packages_of
from parley.install.step import Step
from parley.install.steps.chromium import Chromium
from parley.install.steps.livekit_server import LiveKitServer
from parley.install.steps.node import Node
from parley.install.steps.pages import Pages
from parley.install.steps.python_environment import Purpose, PythonEnvironment
from parley.install.steps.speech import Flite


def steps_for(purpose: Purpose, machine: Machine) -> Sequence[Step]:
    """The first brings uv, which Node and Go come with; the pages need Node."""
    packages = packages_of(machine)
    testing = purpose == "test"
    return [
        PythonEnvironment(machine, packages, purpose),
        Flite(machine, packages, needed=testing),
        *([Chromium(machine, packages)] if testing else []),
        Node(machine),
        LiveKitServer(machine),
        Pages(machine),
    ]
