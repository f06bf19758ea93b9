"""What is written down while running."""

import json
import logging
from collections.abc import Generator

import pytest

from infrastructure.log import AUDIT, QUIET, TOLD_BY_US, JsonFormatter, TextFormatter, configure


def _record(**extra: object) -> logging.LogRecord:
    record = logging.LogRecord("parley", logging.WARNING, "", 0, "call %s", ("ended",), None)
    record.__dict__.update(extra)
    return record


def test_a_line_has_the_facts_that_were_given_along() -> None:
    assert TextFormatter().format(_record(session_id="c1")).endswith("call ended [session_id=c1]")
    assert json.loads(JsonFormatter().format(_record(session_id="c1")))["session_id"] == "c1"


def test_a_callers_words_that_a_library_gives_along_are_not_written() -> None:
    record = _record(**{"lk.pii.user_input": "my password is swordfish"})
    for formatter in (TextFormatter(), JsonFormatter()):
        assert "swordfish" not in formatter.format(record)


@pytest.fixture
def loggers_as_they_were() -> Generator[None]:
    root = logging.getLogger()
    handlers = root.handlers[:]
    levels = {logger: logger.level for logger in (root, *map(logging.getLogger, (*QUIET, *TOLD_BY_US, AUDIT)))}
    yield
    root.handlers[:] = handlers
    for logger, level in levels.items():
        logger.setLevel(level)


@pytest.mark.usefixtures("loggers_as_they_were")
def test_a_library_that_wants_to_tell_more_is_not_heard(capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO", "text")
    library = logging.getLogger("bm25s")
    library.setLevel(logging.DEBUG)  # as it does when it is imported
    library.debug("Building index from tokens")
    library.warning("the index is broken")
    told = capsys.readouterr().err
    assert "Building" not in told
    assert "the index is broken" in told


@pytest.mark.usefixtures("loggers_as_they_were")
def test_where_only_errors_are_wanted_such_a_library_has_only_those_heard(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("ERROR", "text")
    library = logging.getLogger("bm25s")
    library.setLevel(logging.DEBUG)
    library.warning("the index is broken")
    assert capsys.readouterr().err == ""
