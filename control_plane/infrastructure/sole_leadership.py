"""Leading where there is nobody else."""

from control_plane.domain.interfaces.leadership import Leadership


class SoleLeadership(Leadership):
    """For a control plane that shares nothing."""

    async def take(self) -> int | None:
        return 1

    async def resign(self) -> None: ...
