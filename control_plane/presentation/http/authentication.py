"""Who asks."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import Request, Response
from starlette.requests import HTTPConnection

from control_plane.domain.entities.api_key import BEGIN
from control_plane.domain.entities.asker import Asker
from control_plane.domain.entities.call import DEFAULT_TENANT
from control_plane.domain.entities.principal import Principal, Proof, Role
from control_plane.domain.errors import ControlPlaneError, CredentialRefused, NotAllowed
from control_plane.domain.interfaces.user_identities import UserIdentities
from control_plane.presentation.http.asker import let_in, who_asks
from control_plane.presentation.http.own_page_only import is_own_origin
from control_plane.presentation.http.page_session import PageSessions
from control_plane.presentation.http.problems import Problem
from control_plane.presentation.http.relayed import is_relayed

OPERATOR = Principal("operator", DEFAULT_TENANT, Role.SUPERADMIN, Proof.OPERATOR_TOKEN)
WITH_CODE = Principal("access-code", DEFAULT_TENANT, Role.USER, Proof.ACCESS_CODE)
ANYONE = Principal("anonymous", DEFAULT_TENANT, Role.USER, Proof.NOTHING)
OWN_MACHINE = Principal("anonymous", DEFAULT_TENANT, Role.SUPERADMIN, Proof.NOTHING)


@dataclass(frozen=True, slots=True)
class Doors:
    """What opens them.

    :ivar access_code: what callers without a login show. None: nothing need be shown, if `anonymous_calls`.
    :ivar operator_token: a superadmin's. None: there is none, or whoever is on this machine, see `is_own_machine`.
    :ivar anonymous_calls: may callers show nothing?
    :ivar is_own_machine: whoever shows nothing may do everything: nobody else reaches us, and nothing was set up.
    """

    access_code: str | None = field(default=None, repr=False)
    operator_token: str | None = field(default=None, repr=False)
    anonymous_calls: bool = True
    is_own_machine: bool = True

    @property
    def nothing_shown(self) -> Principal | None:
        """Who somebody is that shows nothing; None: nobody."""
        if self.access_code is not None or not self.anonymous_calls:
            return None
        return OWN_MACHINE if self.is_own_machine and self.operator_token is None else ANYONE


@dataclass(frozen=True, slots=True)
class Authentication:
    """Checks credentials; its methods are FastAPI dependencies.

    What was sent has to be right: a wrong credential is refused also where none is needed.

    :ivar take: counts a request, also one whose credential is wrong, and raises what is to be answered when there
        were too many.
    :ivar users: None: no issuer is configured.
    """

    doors: Doors
    sessions: PageSessions
    check_key: Callable[[str], Awaitable[Principal]]
    take: Callable[[Asker], Awaitable[None]]
    users: UserIdentities | None = None

    async def principal(self, request: Request) -> Principal:
        """:raises Problem: 401 without a credential that is good here.
        :raises NotAllowed: it is good, but of no tenant.
        """
        shown = await self._shown(request)
        return await self._let_in(request, (self.sessions.find(request) or shown) if shown.is_shared else shown)

    async def caller(self, request: Request, response: Response) -> Principal:
        """The same for whoever begins a call: a browser that has not logged in gets a session to be known by.

        :raises Problem: 401 without a credential that is good here.
        """
        shown = await self._shown(request)
        return await self._let_in(
            request, (self.sessions.begin(request, response) or shown) if shown.is_shared else shown
        )

    async def admin(self, request: Request) -> Principal:
        """:raises Problem: 401.
        :raises NotAllowed: no admin, or an API key: one that could make others would outlive its revocation.
        """
        principal = await self.principal(request)
        if principal.proof is Proof.API_KEY:
            raise NotAllowed("for admins who have logged in, not for API keys")
        if not principal.is_admin:
            raise self._not_allowed(principal, "admins")
        return principal

    async def superadmin(self, request: Request) -> Principal:
        """:raises Problem: 401.
        :raises NotAllowed: no superadmin.
        """
        # Without the page's session: whoever is at this machine may look, also with the browser of their call.
        shown = await self._let_in(request, await self._shown(request))
        if not shown.is_superadmin:
            raise self._not_allowed(shown, "superadmins")
        return shown

    def is_operator(self, connection: HTTPConnection) -> bool:
        """Shows the operator's token: so much can be told at once."""
        scheme, _, credential = connection.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and _equal(credential.strip(), self.doors.operator_token)

    async def _let_in(self, request: Request, principal: Principal) -> Principal:
        await self.take(let_in(request, principal))
        return principal

    def _not_allowed(self, principal: Principal, who: str) -> NotAllowed:
        if principal.is_named or self.doors.operator_token is not None:
            return NotAllowed(f"for {who} only, and this credential is of the role '{principal.role}'")
        return NotAllowed(
            "for operators only: set PARLEY_CONTROL_PLANE_OPERATOR_TOKEN, and send it as a bearer credential",
            "operator_token_not_set",
        )

    async def _shown(self, request: Request) -> Principal:
        """Who it is by the credential, whichever browser it is."""
        sent = request.headers.getlist("authorization")
        if not sent:
            if (nobody := self.doors.nothing_shown) is None:
                raise self._nothing_sent()
            return nobody if nobody is not OWN_MACHINE or _is_from_here(request) else ANYONE
        scheme, _, credential = sent[0].partition(" ")
        if len(sent) > 1 or scheme.lower() != "bearer":
            raise _unauthorised("send one credential, as 'Authorization: Bearer ...'")
        try:
            return await self._of(credential.strip())
        except ControlPlaneError as error:
            await self.take(who_asks(request))
            if isinstance(error, CredentialRefused):
                raise _unauthorised(str(error)) from error
            raise

    async def _of(self, credential: str) -> Principal:
        """:raises CredentialRefused: it is none of those that are taken here."""
        # Both are compared, always: the time taken tells nothing about which one nearly matched.
        is_operator = _equal(credential, self.doors.operator_token)
        has_code = _equal(credential, self.doors.access_code)
        if is_operator:
            return OPERATOR
        if has_code:
            return WITH_CODE
        if credential.startswith(BEGIN):
            return await self.check_key(credential)
        if self.users is None:
            raise CredentialRefused("this credential opens nothing here")
        return await self.users.identify(credential)

    def _nothing_sent(self) -> Problem:
        if self.doors.access_code is None:
            return _unauthorised(
                "log in, and send your token as 'Authorization: Bearer ...': nobody calls here unnamed",
                "login_needed",
            )
        return _unauthorised("send the credential as 'Authorization: Bearer ...'")


def _is_from_here(request: Request) -> bool:
    """Not through a proxy, and not from another site's page."""
    origin = request.headers.get("origin")
    is_own = origin is None or is_own_origin(origin, request.headers.get("host", ""))
    return is_own and not is_relayed(request)


def _equal(sent: str, wanted: str | None) -> bool:
    return wanted is not None and secrets.compare_digest(sent.encode(), wanted.encode())


def _unauthorised(detail: str, code: str = "unauthorised") -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, code, detail, {"WWW-Authenticate": 'Bearer realm="parley"'})
