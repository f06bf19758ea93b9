"""Who the users are."""

from abc import ABC, abstractmethod

from control_plane.domain.entities.principal import Principal


class UserIdentities(ABC):
    """What an issuer of tokens says of users."""

    @abstractmethod
    async def identify(self, token: str) -> Principal:
        """Whose token this is.

        :raises CredentialRefused: it is none, not from this issuer, not for us, or too early or too late.
        :raises NotAllowed: it is good, and names no tenant.
        :raises IssuerUnavailable: its key is not known, and the issuer does not answer. Asking again is safe.
        """
