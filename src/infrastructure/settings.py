"""All settings of the agent service. Read from the environment once, at start, by `load`."""

import os
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from agents.discovery import SPECIALISTS_FOLDER
from domain.errors import ConfigurationInvalid
from infrastructure.providers.settings import ProviderSettings
from service_tokens.key_ring import HOW, KeyRing

DEVELOPMENT_KEY = "devkey"
"""The key of a LiveKit server in development mode."""

Group = TypeVar("Group", bound=BaseSettings)

IN_MEMORY = "memory"
"""Instead of a file: what is kept is gone with the service."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

ANY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104  # to be told from those that can be called


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


class _Group(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="PARLEY_", frozen=True)


class MediaSettings(_Group):
    """Where the media server is."""

    livekit_url: str = "ws://127.0.0.1:7880"
    """Where the agent connects: LiveKit's own port on this machine, unless told otherwise."""


class LiveKitSettings(MediaSettings):
    """The media server, and what opens it."""

    livekit_api_key: str
    """Names the secret. No default: `parley run` makes a pair of its own."""

    livekit_api_secret: SecretStr
    """Signs the agent's tokens. At least 32 characters, or LiveKit refuses it."""


def _of_postgres(given: object) -> object:
    """:raises ValueError: libpq would read it as something else, or not at all."""
    if isinstance(given, str) and not given.startswith(("postgresql://", "postgres://")):
        raise ValueError("write a URL like postgresql://user:password@host:5432/database")
    return given


def _listed(given: object) -> object:
    """:raises ValueError: one of them is no URL of a service."""
    if not isinstance(given, str):
        return given
    urls = tuple(dict.fromkeys(item.strip().rstrip("/") for item in given.split(",") if item.strip()))
    if not all(map(_is_plain_url, urls)):
        raise ValueError("write URLs that begin with http:// or https://, without credentials, and commas between")
    return urls


def _is_plain_url(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


class ServiceSettings(_Group):
    """The agent service itself."""

    agent_host: str = "127.0.0.1"
    """Where it listens. Anything but loopback needs service keys."""

    agent_port: int = Field(default=8000, ge=0, le=65535)
    """The contract's port. 0 takes a free one."""

    service_keys: SecretStr | None = None
    """`id:secret,id:secret`: with these, this service and the control planes prove to each other who they are.
    Each secret has 32 characters or more. The first signs, all verify. None asks for nothing, on loopback only."""

    @field_validator("service_keys")
    @classmethod
    def _are_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        if keys is not None:
            KeyRing.parse(keys.get_secret_value())
        return keys

    @property
    def key_ring(self) -> KeyRing | None:
        return None if self.service_keys is None else KeyRing.parse(self.service_keys.get_secret_value())

    agent_capacity: int | None = Field(default=None, ge=1)
    """Calls at once. None measures at start how much a call takes of this machine, and how much it has."""

    agent_processes: int = Field(default=1, ge=1, le=64)
    """That carry calls, behind the one address. The event loop of one is busy for about half of the time that its
    calls take: from four cores on, one for every two cores makes use of all of them."""

    longest_lag_ms: int = Field(default=100, gt=0)
    """A process that is later than this with what is due, one time in ten, takes no more calls for now: an answer
    that begins 100 ms later is noticed to be late. Gaps come later, as what is played is made 400 ms ahead."""

    join_timeout_s: float = Field(default=4, gt=0)
    """To get into a room, which takes 0.1 to 0.4 s, and seconds when the machine has too much to do. The contract
    answers a join within 5 s."""

    call_cap_minutes: float = Field(default=60, gt=0)
    """No call lasts longer: a page that was forgotten must not listen all night."""

    call_turn_cap: int | None = Field(default=500, ge=1)
    """Of the caller. An hour has room for as many; more is a program that talks to itself."""

    call_token_cap: int | None = Field(default=2_000_000, ge=1)
    """Of models, in a call: 500 turns with 4,000 tokens of instructions, history and answer each."""

    caller_wait_s: float = Field(default=60, gt=0)
    """For the caller to appear: a person may take a while to allow the microphone."""

    caller_grace_s: float = Field(default=10, gt=0)
    """For a caller who left to come back: a page's reload takes 1 to 5 s."""

    caller_lost_s: float = Field(default=60, gt=0)
    """For a caller whose connection broke: the page tries for 48 s, then offers to return."""

    media_grace_s: float = Field(default=60, gt=0)
    """For the LiveKit server to come back into a running call: a restart takes less."""

    stop_timeout_s: float = Field(default=8, gt=0)
    """For all calls to end when the service stops: Kubernetes waits 30 s before it kills."""

    retention_minutes: float = Field(default=60, gt=0)
    """How long an ended session and its memory can be asked for."""

    redis_url: SecretStr | None = None
    """Where calls are remembered so that another replica can go on with them: `redis://host:6379/0`, version 7 or
    newer. None keeps them in this process: they end with it."""

    postgres_url: Annotated[SecretStr | None, BeforeValidator(_of_postgres)] = None
    """The same, in a database: `postgresql://user:password@host:5432/parley`, version 12 or newer, for calls that
    must outlive a restart of what keeps them. Its tables are made at start. Where both are given, calls are
    remembered here alone, and Redis is what control planes share."""

    control_plane_urls: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = ()
    """Where this replica reports which calls it carries, with commas between; each is an instance of one control
    plane, and one at a time is connected. None: it works alone."""

    replica_id: str | None = Field(default=None, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$")
    """Names this replica to them, also after a restart. None takes the host's name and the port."""

    agent_url: str | None = Field(default=None, pattern=r"^https?://[^/\s]+")
    """Where they send calls. None takes host and port."""

    drain_timeout_s: float = Field(default=15, ge=0)
    """For calls to end by themselves after SIGTERM, which takes no new ones; then they are ended. Kubernetes kills
    after 30 s, unless terminationGracePeriodSeconds says more: so this is 15 less than that, 8 for the calls that
    are ended, and the rest for what they used."""


class TurnSettings(_Group):
    """Turn-taking. docs/benchmarks/turn-taking.md has the measurements."""

    min_endpoint_ms: int = Field(default=280, ge=0)
    """From the end of speech to the answer when the turn is clearly over."""

    max_endpoint_ms: int = Field(default=1100, ge=0)
    """The same when the detector doubts it, which it often does of whole sentences: people who think for longer
    are interrupted, others wait for no reason."""

    barge_in_ms: int = Field(default=1200, ge=0)
    """Speech that stops an answer though no word of it was understood: longer than a cough or an "mm-hm". A word
    that is meant for the agents does it at once, and the agents are silent meanwhile."""

    silence_s: float = Field(default=12, gt=2)
    """Without a word of the caller after an answer, until the agents ask whether anybody is there, and until they
    hang up: looking up a number takes 5 to 10 s, and a line is held silently by nobody for much longer. Four times
    as long for callers who type. An answer that was paused by a noise goes on within 2 s, which must not count."""


class AgentSettings(_Group):
    """What the agents know."""

    knowledge: Path = Path("knowledge")
    """The folder of Markdown pages that answers come from, one folder in it for each specialist."""

    specialists: Path = SPECIALISTS_FOLDER
    """The folder of specialists, a file each: those that come with Parley, unless told otherwise."""


def _records_file() -> Path:
    """:raises ConfigurationInvalid: this user has no home folder."""
    given = os.environ.get("XDG_STATE_HOME", "")
    try:
        state = Path(given) if Path(given).is_absolute() else Path.home() / ".local" / "state"
    except RuntimeError as error:
        raise ConfigurationInvalid("PARLEY_RECORDS: there is no home folder here: name a file") from error
    return state / "parley" / "records.sqlite3"


def _file_or_memory(given: object) -> object:
    if not given:
        raise ValueError(f"name a file, or {IN_MEMORY!r}")
    return None if given == IN_MEMORY else given


class BusinessSettings(_Group):
    """What the business services keep."""

    records: Annotated[Path | None, BeforeValidator(_file_or_memory)] = Field(default_factory=_records_file)
    """The SQLite file of orders, tickets and visits, shared by the services of this machine; `memory` (None) keeps
    none. By default `$XDG_STATE_HOME/parley/records.sqlite3`, else `~/.local/state/parley/records.sqlite3`: what
    must last, but is no configuration, belongs there (XDG base directories); a cache may be emptied, and the
    working folder differs from start to start."""


class SpeechSettings(_Group):
    """The recogniser and the voice that need no key."""

    flite_voice: str = "slt"
    """A voice that flite carries."""

    recognisers: int = Field(default=4, ge=1)
    """Decoders at most: so many callers are understood while they talk at the same moment, others a little
    later. Each is a process of 35 MB (resident) and takes, while somebody talks, 0.3 of a core."""

    warm_recognisers: int = Field(default=2, ge=1)
    """Decoders that are ready from the start; each takes half a second to become so."""

    cache: Path = Field(default_factory=lambda: _user_cache() / "parley" / "language")
    """The folder where the recogniser's language is kept, so that the next start is two seconds shorter. It may be
    lost, and need not be writable."""


class CostSettings(_Group):
    """What calls cost, and how much they may. Amounts in the price table's currency, USD."""

    prices: Path | None = None
    """A price table of the operator's own; None takes the one that comes with Parley, which knows list prices."""

    call_cost_cap: Decimal | None = Field(default=None, gt=0)
    """What one call may cost before it is ended with a goodbye. None is no cap: what a call is worth, only the
    operator knows."""

    tenant_daily_cost_cap: Decimal | None = Field(default=None, gt=0)
    """What all calls of a tenant may cost in a day (UTC) before they are ended, and no new ones begin. None is no
    cap."""


class LoggingSettings(_Group):
    """What is written down while running."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """At INFO and above no caller's word and no secret is logged."""

    log_format: Literal["text", "json"] = "text"
    """json for a log collector."""


@dataclass(frozen=True, slots=True)
class Settings:
    livekit: LiveKitSettings
    service: ServiceSettings
    turns: TurnSettings
    agents: AgentSettings
    business: BusinessSettings
    speech: SpeechSettings
    providers: ProviderSettings
    costs: CostSettings
    logging: LoggingSettings


def load() -> Settings:
    """Read the environment.

    :raises ConfigurationInvalid: names every variable that is missing or wrong, and what it wants.
    """
    mistakes: list[str] = []
    livekit = _read(LiveKitSettings, mistakes)
    service = _read(ServiceSettings, mistakes)
    turns = _read(TurnSettings, mistakes)
    agents = _read(AgentSettings, mistakes)
    business = _read(BusinessSettings, mistakes)
    speech = _read(SpeechSettings, mistakes)
    providers = _read(ProviderSettings, mistakes)
    costs = _read(CostSettings, mistakes)
    logging = _read(LoggingSettings, mistakes)
    if not (livekit and service and turns and agents and business and speech and providers and costs and logging):
        raise ConfigurationInvalid("; ".join(mistakes))
    _refuse_open_doors(livekit, service)
    _refuse_lost_replica(service)
    return Settings(livekit, service, turns, agents, business, speech, providers, costs, logging)


def load_one(group: type[Group]) -> Group:
    """Read one group alone.

    :raises ConfigurationInvalid: names every variable that is missing or wrong, and what it wants.
    """
    mistakes: list[str] = []
    read = _read(group, mistakes)
    if read is None:
        raise ConfigurationInvalid("; ".join(mistakes))
    return read


def _read(group: type[Group], mistakes: list[str]) -> Group | None:
    try:
        return group()
    except ValidationError as error:
        for mistake in error.errors(include_input=False, include_url=False):
            variable = f"PARLEY_{mistake['loc'][0]}".upper()
            mistakes.append(f"{variable}: {mistake['msg']}")
        return None


def _refuse_open_doors(livekit: LiveKitSettings, service: ServiceSettings) -> None:
    if service.agent_host in LOOPBACK:
        return
    if service.service_keys is None:
        raise ConfigurationInvalid(
            f"PARLEY_AGENT_HOST is {service.agent_host}, which others can reach: set PARLEY_SERVICE_KEYS, here "
            f"and in the control plane: {HOW}"
        )
    if livekit.livekit_api_key == DEVELOPMENT_KEY:
        raise ConfigurationInvalid(
            f"PARLEY_LIVEKIT_API_KEY is {DEVELOPMENT_KEY!r}, which everybody knows: give the LiveKit server a "
            "key of its own before others can reach it"
        )


def _refuse_lost_replica(service: ServiceSettings) -> None:
    """One that reports to a control plane must say where it can be reached."""
    is_unknown = service.agent_host in ANY_ADDRESS or service.agent_port == 0
    if service.control_plane_urls and service.agent_url is None and is_unknown:
        raise ConfigurationInvalid(
            f"PARLEY_AGENT_URL: {service.agent_host}:{service.agent_port} is where nobody can send calls: say "
            "where the control plane reaches this replica, such as http://<the pod's address>:8000"
        )
