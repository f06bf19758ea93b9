"""What would hold up every call of a process: found in whichever test does it."""

from collections.abc import Generator

import pytest
from blockbuster import blockbuster_ctx

OURS = ["domain", "application", "agents", "infrastructure", "presentation", "control_plane"]

MADE_ONCE = (
    ("agents/discovery.py", "discover"),
    ("agents/supervisor/manners.py", "__init__"),
    ("chat_models/anthropic.py", "__init__"),
    ("chat_models/openai.py", "open_openai"),
    ("container/configuration.py", "installed_version"),
    ("elevenlabs/text_to_speech.py", "__init__"),
    ("espeak/engine.py", "__init__"),
    ("flite/engine.py", "__init__"),
    ("flite/text_to_speech.py", "__init__"),
    ("infrastructure/business.py", "open_services"),
    ("infrastructure/business.py", "open_services_beside"),
    ("langgraph/team_factory.py", "open_team"),
    ("openai_speech/text_to_speech.py", "__init__"),
    ("openai_transcription/speech_to_text.py", "__init__"),
    ("pocketsphinx/speech_to_text.py", "__init__"),
    ("providers/choosing.py", "tts_chain"),
    ("providers/legs.py", "local_voice"),
    ("retrieval/folder.py", "__init__"),
    ("sentence_voice/text_to_speech.py", "has_voice"),
    ("transport/system_name.py", "read_from_its_file"),
)
"""As a service starts, before it has calls; tests do it in their event loop."""

QUICK = (
    ("/_base_client.py", "get_platform"),
    ("/_base_client.py", "platform_headers"),
    ("coverage/collector.py", "lock_data"),
    ("logging/__init__.py", "handle"),
    ("prometheus_client/process_collector.py", "collect"),
    ("tempfile.py", "_cleanup"),
)
"""What vendors' SDKs ask of the system once, what notes that a file was run, what writes to standard error, what
reads the kernel's own files, and what a test has left to be collected."""


@pytest.fixture(autouse=True, scope="session")
def nothing_blocks() -> Generator[None]:
    """Reading a file, sleeping, waiting for a lock: where our code does it in an event loop, it fails."""
    with blockbuster_ctx(OURS) as watched:
        for function in watched.functions.values():
            for file, name in (*MADE_ONCE, *QUICK):
                function.can_block_in(file, name)
        yield
