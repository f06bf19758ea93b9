"""Leading as long as a test says so."""

from control_plane.domain.interfaces.leadership import Leadership


class FakeLeadership(Leadership):
    """Leads until a test lets another one lead."""

    def __init__(self) -> None:
        self._token = 1
        self._leads = True

    def lose(self) -> None:
        """Another one leads from now on."""
        self._leads = False

    def win(self) -> None:
        self._token += 2
        self._leads = True

    async def take(self) -> int | None:
        return self._token if self._leads else None

    async def resign(self) -> None:
        self._leads = False
