"""`parley emulate`: the cloud providers on this machine, so that anyone can try them with made-up keys."""

import sys
from pathlib import Path

import uvicorn
from rich.console import Console

from domain.errors import ConfigurationInvalid

_ROOT = Path(__file__).parents[2]


def emulate(port: int) -> None:
    """Serve until interrupted.

    :raises ConfigurationInvalid: the emulators are not here: they come with the source, and not with the package.
    """
    if not (_ROOT / "tests" / "providers").is_dir():
        raise ConfigurationInvalid("the emulators come with Parley's source: run this in a checkout of it")
    sys.path.insert(0, str(_ROOT))
    from tests.providers.everything import Everything

    everything = Everything()
    console = Console(highlight=False, soft_wrap=True)
    console.print("Emulated OpenAI, ElevenLabs and Anthropic. In another terminal:\n")
    for name, value in everything.settings(f"127.0.0.1:{port}").items():
        console.print(f"  export {name}={value}")
    console.print("  make run\n\nStop with Ctrl-C.")
    uvicorn.run(everything.app(), host="127.0.0.1", port=port, log_level="warning", ws="websockets-sansio")
