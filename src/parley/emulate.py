"""`parley emulate`: the cloud providers on this machine, so that anyone can try them with made-up keys."""

from importlib.util import find_spec

import uvicorn
from rich.console import Console

from domain.errors import ConfigurationInvalid


def emulate(port: int) -> None:
    """Serve until interrupted.

    :raises ConfigurationInvalid: the emulators are not here: they come with the source, and not with the package.
    """
    if find_spec("emulators") is None:
        raise ConfigurationInvalid("the emulators come with Parley's source: run this in a checkout of it")
    from emulators.everything import Everything

    everything = Everything()
    console = Console(highlight=False, soft_wrap=True)
    console.print("Emulated OpenAI, ElevenLabs and Anthropic. In another terminal:\n")
    for name, value in everything.settings(f"127.0.0.1:{port}").items():
        console.print(f"  export {name}={value}")
    console.print("  make run\n\nStop with Ctrl-C.")
    uvicorn.run(everything.app(), host="127.0.0.1", port=port, log_level="warning", ws="websockets-sansio")
