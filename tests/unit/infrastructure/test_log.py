"""What is written down while running."""

import json
import logging

import pytest

from infrastructure.log import JsonFormatter, TextFormatter, configure


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


def test_a_library_that_wants_to_tell_more_is_not_heard(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    library = logging.getLogger("bm25s")
    try:
        configure("INFO", "text")
        library.setLevel(logging.DEBUG)  # as it does when it is imported
        library.debug("Building index from tokens")
        library.warning("the index is broken")
    finally:
        root.handlers[:], root.level = before
        library.setLevel(logging.WARNING)
    told = capsys.readouterr().err
    assert "Building" not in told
    assert "the index is broken" in told
