"""What all parts stand on."""

from datetime import UTC, datetime

from dependency_injector import containers, providers

from control_plane.application.background import Background


def utc_now() -> datetime:
    return datetime.now(UTC)


class Ground(containers.DeclarativeContainer):
    """The values that were set, the clock, and work in the background."""

    config = providers.Configuration(strict=True)
    now = providers.Object(utc_now)
    background = providers.Singleton(Background)
