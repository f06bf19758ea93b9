"""Serving the local issuer."""

import uvicorn
from rich.console import Console

from parley.issuer.local_issuer import LocalIssuer
from parley.launch.ports import LOOPBACK, ensure_port_free

AUDIENCE = "parley"


def serve_issuer(port: int) -> None:
    """Serve until interrupted, on loopback only.

    :raises ConfigurationInvalid: the port is held.
    """
    ensure_port_free(port, use="the local issuer (--port)")
    issuer = LocalIssuer(f"http://{LOOPBACK}:{port}", AUDIENCE)
    console = Console(highlight=False, soft_wrap=True)
    console.print("A local issuer: it believes whoever asks. In another terminal:\n")
    console.print(f"  export PARLEY_CONTROL_PLANE_OIDC_ISSUER={issuer.url}")
    console.print(f"  export PARLEY_CONTROL_PLANE_OIDC_AUDIENCE={AUDIENCE}")
    console.print("  make run\n\nA token:\n")
    wanted = '{"sub": "ada", "tenant": "acme", "roles": ["admin"]}'
    console.print(f"  curl -s {issuer.url}/token -H 'Content-Type: application/json' -d '{wanted}'", markup=False)
    console.print("\nStop with Ctrl-C.")
    uvicorn.run(issuer.app(), host=LOOPBACK, port=port, log_level="warning")
