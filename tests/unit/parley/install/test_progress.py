from io import StringIO

from parley.install.progress import Progress


class FakeTerminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_finished_step_tells_what_is_there_and_the_time_it_took() -> None:
    out = StringIO()

    Progress(out).done("Node", "24.1.0", 3.21)

    assert out.getvalue() == "  ✓ Node               24.1.0  (3.2 s)\n"


def test_a_log_gets_one_line_when_a_step_starts() -> None:
    out = StringIO()

    with Progress(out).running("Node", "installing"):
        pass

    assert out.getvalue() == "  … Node               installing\n"


def test_a_terminal_is_left_with_a_clean_line() -> None:
    out = FakeTerminal()

    with Progress(out).running("Node", "installing"):
        pass

    assert out.getvalue().endswith("\r\x1b[K")
