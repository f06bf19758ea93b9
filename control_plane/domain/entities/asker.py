"""Who asks for something, as limits and the audit record know him."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asker:
    """:ivar subject: whom the credential names; empty for one who is known by his address only.
    :ivar tenant: his; empty for one who is known by his address only.
    :ivar address: where the request came from.
    :ivar is_named: nobody else can have this subject, nor he another one. Who has only a page's session could
        begin a new one with each request.
    """

    subject: str
    tenant: str
    address: str
    is_named: bool = False
    is_operator: bool = False

    @property
    def key(self) -> str:
        """What his requests are counted under."""
        return f"user:{self.tenant}:{self.subject}" if self.is_named else f"address:{self.address}"
