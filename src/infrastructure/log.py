"""How the services write their log: one line an event, with the facts that were given along."""

import json
import logging
from datetime import UTC, datetime
from typing import Literal

FACTS = ("session_id", "code", "task", "room")
"""The only extra fields that are written: libraries attach others, callers' words among them."""

QUIET = ("livekit", "httpx", "httpx2", "openai", "websockets", "uvicorn", "asyncio", "bm25s")
"""Loggers that tell of every request, frame or index below WARNING."""

TOLD_BY_US = ("psycopg",)
"""Loggers that warn of each failed try: that Postgres is away is said once, where it is noticed."""


class TextFormatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        facts = " ".join(f"{name}={value}" for name, value in _facts(record).items())
        return super().formatMessage(record) + (f" [{facts}]" if facts else "")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, str] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_facts(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


AUDIT = "parley.audit"
"""A record, whatever else is told."""


def is_worth_writing(record: logging.LogRecord) -> bool:
    """Some quiet loggers set their own level when they are imported, which may be later."""
    lowest = max(logging.WARNING, logging.getLogger().level)
    return record.levelno >= lowest or record.name.partition(".")[0] not in QUIET


def configure(level: str, form: Literal["text", "json"]) -> None:
    """Write to standard error, from now on and for the whole process."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    handler.addFilter(is_worth_writing)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger(AUDIT).setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in TOLD_BY_US:
        logging.getLogger(name).setLevel(max(logging.ERROR, root.level))


def _facts(record: logging.LogRecord) -> dict[str, str]:
    return {name: str(getattr(record, name)) for name in FACTS if hasattr(record, name)}
