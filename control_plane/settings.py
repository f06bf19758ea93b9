"""What the operator may set, read once at the start."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from control_plane.domain.errors import ConfigurationInvalid
from control_plane.domain.loopback import LOOPBACK_NAMES, is_loopback
from service_tokens.key_ring import KeyRing

PREFIX = "PARLEY_CONTROL_PLANE_"
KNOWN_LIVEKIT_KEYS = frozenset({"devkey", "secret"})
"""What `livekit-server --dev` uses: everybody knows them."""
SHORTEST_SECRET = 16
SHORTEST_SIGNING_SECRET = 32
"""For HS256, RFC 7518 §3.2. Each caller has something that was signed with it, and can guess at home."""
Listed = Annotated[tuple[str, ...], NoDecode]


class ControlPlaneSettings(BaseSettings):
    """Each field's variable is its alias, or its name in capitals behind PARLEY_CONTROL_PLANE_.

    Lists are written with commas. Secrets have no defaults.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True, populate_by_name=True
    )

    host: str = "127.0.0.1"
    """Where to listen. Loopback, so that nobody else reaches it before the operator decides so."""
    port: int = Field(default=8080, ge=0, le=65535)
    """The contract's port. 0 takes a free one."""
    access_code: SecretStr | None = Field(default=None, min_length=SHORTEST_SECRET)
    """Callers send it as `Authorization: Bearer`. None: everyone who reaches the service may call, which is why
    listening beyond loopback without it is refused.
    """
    operator_token: SecretStr | None = Field(default=None, min_length=SHORTEST_SECRET)
    """Makes whoever sends it a superadmin: all calls, all tenants' keys, replicas, metrics. Not the access code:
    every caller has that. None: on its own machine (see `is_own_machine`) everyone is one; elsewhere only users
    with that role.
    """
    anonymous_calls: bool | None = None
    """May callers show nothing, where there is no access code? The call page's browsers get sessions then. None:
    as long as there is no issuer.
    """
    oidc_issuer: str | None = None
    """Issuer of users' tokens (OpenID Connect), exactly as in their `iss`: `https://login.example/realm`.
    Its keys are found through its discovery document. None: users do not log in.
    """
    oidc_audience: str | None = Field(default=None, min_length=1)
    """What has to be in a token's `aud`: tokens for other services open nothing. Needed with an issuer."""
    oidc_role_claim: str = Field(default="roles", min_length=1)
    """The claim that holds `user`, `admin` or `superadmin`, or a list with them; where no claim is called so, a
    path like `realm_access.roles`. Without any of them one is a user.
    """
    oidc_tenant_claim: str = Field(default="tenant", min_length=1)
    """The claim, or the path, that holds the user's tenant. A token without one is refused."""
    oidc_leeway_s: float = Field(default=10, ge=0, le=120)
    """By how many seconds our clock and the issuer's may differ. Servers that keep time differ by far less."""
    choose_identity: bool | None = None
    """May callers choose their room and identity? Handy in development and in tests. As nothing proves that an
    identity is one's own, None means: only on its own machine, see `is_own_machine`.
    """
    allowed_origins: Listed = ()
    """Other web origins (`https://app.example`) whose pages may begin calls. Our own page needs no entry."""
    allowed_hosts: Listed = ()
    """Host names under which the service is reached. Empty: any, but loopback names only while listening on
    loopback, as a foreign page can otherwise reach it under a name of its own (DNS rebinding). On loopback a name
    says that a proxy lets others in: then nothing is open because of where we listen.
    """
    token_life_s: int = Field(default=600, ge=30, le=600)
    """Seconds in which a caller must have connected. LiveKit checks at connect only, so this covers long calls."""
    placement: Literal["least_loaded", "spread", "same_version_first"] = "least_loaded"
    """Which replica gets the next call: the one with the largest share of free places, the one with the fewest
    calls, or the least loaded one of this control plane's version before all others.
    """
    page: Path = Path("web/dist")
    """The built call page."""
    largest_body_bytes: int = Field(default=64 * 1024, ge=1024)
    """Our own requests have a few hundred bytes and at most 8 KiB of metadata."""

    moves_at_once: int = Field(default=16, ge=1, le=1_000)
    """Calls of one draining replica that are being moved to others. Each is a participant more in a room, and
    looks for a quiet moment for some seconds: too few make draining slow.
    """
    requests_per_minute: int | None = Field(default=None, ge=0)
    """Of each user; of each address, where users have no names. More are answered with 429. An address may ask ten
    times as much, whoever it says that it is. 0: any number. None: 100, but any number on its own machine (see
    `is_own_machine`), where nobody is told from anybody.
    """
    tenant_requests_per_minute: int = Field(default=3_000, ge=0)
    """Of all users of a tenant together. 0: any number."""
    tenant_calls: int | None = Field(default=None, ge=1)
    """Calls at once of each tenant. None: as many as there is room for."""
    audit_days: int = Field(default=30, ge=1, le=3_650)
    """How long the audit record can be read here: addresses and subjects of people are in it. The log
    `parley.audit` has it, too, and is kept by whoever collects it.
    """

    livekit_url: str = Field(default="ws://127.0.0.1:7880", validation_alias="PARLEY_LIVEKIT_URL")
    livekit_public_url: str | None = Field(default=None, validation_alias="PARLEY_LIVEKIT_PUBLIC_URL")
    """Where browsers reach LiveKit. None: the same."""
    livekit_api_key: str = Field(min_length=1, validation_alias="PARLEY_LIVEKIT_API_KEY")
    livekit_api_secret: SecretStr = Field(min_length=1, validation_alias="PARLEY_LIVEKIT_API_SECRET")
    agent_urls: Listed = Field(default=("http://127.0.0.1:8000",), validation_alias="PARLEY_AGENT_URLS")
    """Base URLs of agent services that do not register. Those that hold a lease need no entry. Empty: all of them
    do.
    """
    service_keys: SecretStr | None = Field(default=None, validation_alias="PARLEY_SERVICE_KEYS")
    """`id:secret,id:secret`: with these, agent services and control planes prove to each other who they are. Each
    secret has 32 characters or more. The first signs, all verify. None: both are open, on loopback.
    """

    redis_url: str | None = Field(default=None, validation_alias="PARLEY_REDIS_URL", repr=False)
    """`redis://host:6379/0`: where control planes share their calls and replicas. None: kept in this process, so
    there must be one control plane only. Not shown, as it may carry a password.
    """

    kubernetes_account: Path | None = None
    """The folder of a service account that may patch the replicas' pods: then Kubernetes is told which of them
    carry calls, and takes idle ones first. Replicas have the ids of their pods. None tells nobody.
    """

    @field_validator("allowed_origins", "allowed_hosts", "agent_urls", mode="before")
    @classmethod
    def _split(cls, listed: object) -> object:
        if not isinstance(listed, str):
            return listed
        return tuple(dict.fromkeys(item.strip().rstrip("/") for item in listed.split(",") if item.strip()))

    @field_validator("agent_urls", "allowed_origins")
    @classmethod
    def _are_http(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        for url in urls:
            _check_url(url, ("http", "https"))
        return urls

    @field_validator("livekit_url", "livekit_public_url")
    @classmethod
    def _is_media(cls, url: str | None) -> str | None:
        if url is not None:
            _check_url(url, ("ws", "wss", "http", "https"))
        return url

    @field_validator("service_keys")
    @classmethod
    def _are_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        if keys is not None:
            KeyRing.parse(keys.get_secret_value())
        return keys

    @field_validator("oidc_issuer")
    @classmethod
    def _is_issuer(cls, url: str | None) -> str | None:
        if url is None:
            return None
        _check_url(url, ("http", "https"))
        parts = urlsplit(url)
        if parts.query or parts.fragment:
            raise ValueError("a URL without query and fragment (OpenID Connect Discovery 1.0 §3)")
        if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            raise ValueError("a URL that begins with https://: keys that come without TLS could be anybody's")
        return url

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, url: str | None) -> str | None:
        if url is not None and (urlsplit(url).scheme not in {"redis", "rediss"} or not urlsplit(url).hostname):
            raise ValueError("a URL like redis://host:6379/0")
        return url

    @model_validator(mode="after")
    def _has_an_audience(self) -> Self:
        if self.oidc_issuer is not None and self.oidc_audience is None:
            raise ValueError(
                f"{PREFIX}OIDC_AUDIENCE is needed with {PREFIX}OIDC_ISSUER: set it to what the issuer puts into "
                "'aud' of tokens for Parley, as tokens for its other services would otherwise open this one too"
            )
        return self

    @model_validator(mode="after")
    def _tells_callers_from_operators(self) -> Self:
        if self.operator_token is not None and self.operator_token == self.access_code:
            raise ValueError(
                f"{PREFIX}OPERATOR_TOKEN and {PREFIX}ACCESS_CODE are the same, so every caller would be an "
                "operator: give the operators a secret of their own"
            )
        return self

    @model_validator(mode="after")
    def _is_safe_beyond_loopback(self) -> Self:
        if self.is_loopback:
            return self
        if self.access_code is None and self.takes_anonymous_calls:
            raise ValueError(
                f"{PREFIX}ACCESS_CODE is needed to listen on {self.host}: set it to {SHORTEST_SECRET} or more "
                f"random characters that callers send as a bearer credential, or have users log in with "
                f"{PREFIX}OIDC_ISSUER, or set {PREFIX}HOST to 127.0.0.1"
            )
        if KNOWN_LIVEKIT_KEYS & {self.livekit_api_key, self.livekit_api_secret.get_secret_value()}:
            raise ValueError(
                "PARLEY_LIVEKIT_API_KEY and PARLEY_LIVEKIT_API_SECRET are LiveKit's well-known development keys: "
                f"to listen on {self.host} give the LiveKit server keys of your own, and set both to them"
            )
        if len(self.livekit_api_secret.get_secret_value()) < SHORTEST_SIGNING_SECRET:
            raise ValueError(
                f"PARLEY_LIVEKIT_API_SECRET needs {SHORTEST_SIGNING_SECRET} characters or more to listen on "
                f"{self.host}, as callers could find a shorter one from their tokens: give LiveKit another key"
            )
        return self

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)

    @property
    def takes_anonymous_calls(self) -> bool:
        return self.oidc_issuer is None if self.anonymous_calls is None else self.anonymous_calls

    @property
    def is_own_machine(self) -> bool:
        """Nobody else reaches us, and nothing was set up that says who may do what: it listens on loopback, and
        has no access code, no issuer and no host name but those of loopback.
        """
        is_open = self.access_code is None and self.oidc_issuer is None
        return self.is_loopback and is_open and LOOPBACK_NAMES.issuperset(self.allowed_hosts)

    @property
    def key_ring(self) -> KeyRing | None:
        return KeyRing.parse(self.service_keys.get_secret_value()) if self.service_keys else None

    @property
    def names_are_free(self) -> bool:
        if self.choose_identity is None:
            return self.is_own_machine
        return self.choose_identity

    @property
    def per_user(self) -> int:
        if self.requests_per_minute is None:
            return 0 if self.is_own_machine else 100
        return self.requests_per_minute

    @property
    def browser_livekit_url(self) -> str:
        return self.livekit_public_url or self.livekit_url


def load_settings() -> ControlPlaneSettings:
    """From the environment.

    :raises ConfigurationInvalid: names each variable that is missing or wrong, and never shows a value.
    """
    try:
        return ControlPlaneSettings()  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        problems = [_told(problem["loc"], problem["msg"]) for problem in error.errors(include_input=False)]
        raise ConfigurationInvalid("; ".join(problems)) from None


def _told(where: tuple[int | str, ...], problem: str) -> str:
    text = problem.removeprefix("Value error, ")
    if not where:
        return text
    name = str(where[0])
    return f"{name if name.startswith('PARLEY_') else PREFIX + name.upper()}: {text}"


def _check_url(url: str, schemes: tuple[str, ...]) -> None:
    """:raises ValueError: not an absolute URL of these schemes, or with a credential, which logs would show."""
    parts = urlsplit(url)
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"URLs that begin with {' or '.join(scheme + '://' for scheme in schemes)}")
    if parts.username or parts.password or set(url) & set(" ;,'\"") or not url.isascii():
        raise ValueError("URLs without credentials, blanks, quotes and semicolons")
