"""What a LiveKit server of our own is told: this machine only, and ports of its own."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from parley.launch.ports import LOOPBACK, free_port

NOBODY = 9
"""The port of the discard protocol, which nobody serves any more."""


@dataclass(frozen=True)
class LiveKitPorts:
    """Every port that a server holds, so that several can run beside each other.

    :param http: signalling and API.
    :param rtc_udp: media of all calls, on one port. Nothing stops UDP within one machine, so there is no TCP
        port for media, which would listen on every address.
    """

    http: int = 7880
    rtc_udp: int = 7882

    @classmethod
    def free(cls) -> "LiveKitPorts":
        """Ports that are free now."""
        return cls(http=free_port(), rtc_udp=free_port("udp"))


@dataclass(frozen=True)
class LiveKitKeys:
    """An API key and its secret; new ones at every start, unless given, so that there is no default secret."""

    api_key: str = field(default_factory=lambda: f"API{secrets.token_hex(6)}")
    api_secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)


def server_config(
    ports: LiveKitPorts, keys: LiveKitKeys, media_address: str = LOOPBACK, webhook_urls: Sequence[str] = ()
) -> str:
    """The server's configuration: JSON, which YAML includes.

    :param media_address: where clients are told to send media; another one than loopback is that of a relay.
    :param webhook_urls: who is told what happens in rooms; each of them is told everything.
    """
    webhook = {"webhook": {"api_key": keys.api_key, "urls": list(webhook_urls)}} if webhook_urls else {}
    return json.dumps(
        {
            **webhook,
            "port": ports.http,
            "bind_addresses": [LOOPBACK],
            "keys": {keys.api_key: keys.api_secret},
            "rtc": {
                "tcp_port": 0,
                "udp_port": ports.rtc_udp,
                "node_ip": media_address,
                "use_external_ip": False,
                # Without these two it would listen for media on every address of the machine.
                "enable_loopback_candidate": True,
                "ips": {"includes": [f"{LOOPBACK}/32"]},
                # Nobody needs one here, and none is there. Told of none, the server names public ones, and each
                # participant looks them up in two dozen threads, which stay for as long as there is no answer.
                "stun_servers": [f"{LOOPBACK}:{NOBODY}"],
            },
            "logging": {"level": "info", "json": False},
        }
    )
