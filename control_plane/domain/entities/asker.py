"""Who asks for something, as limits and the audit record know them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asker:
    """:ivar subject: whom the credential names; empty for those who are known by their address only.
    :ivar tenant: theirs; empty for those who are known by their address only.
    :ivar address: where the request came from.
    :ivar is_named: nobody else can have this subject, nor they another one. Whoever has only a page's session
        could begin a new one with each request.
    """

    subject: str
    tenant: str
    address: str
    is_named: bool = False
    is_operator: bool = False

    @property
    def key(self) -> str:
        """What their requests are counted under."""
        return f"user:{self.tenant}:{self.subject}" if self.is_named else f"address:{self.address}"
