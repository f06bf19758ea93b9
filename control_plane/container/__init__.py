"""The control plane's only wiring.

Each container adds to the one that it stands on, and nothing is made before it is asked for.
"""

from fastapi import FastAPI

from control_plane.container.configuration import wire
from control_plane.container.http import application
from control_plane.container.use_cases import ControlPlaneContainer
from control_plane.settings import ControlPlaneSettings

__all__ = ["ControlPlaneContainer", "application", "build", "wire"]


def build(settings: ControlPlaneSettings) -> FastAPI:
    """The whole control plane as an ASGI application, whose lifespan opens and closes what it is made of."""
    return application(wire(settings), settings)
