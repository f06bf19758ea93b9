from pathlib import Path

from parley.install.stamp import Stamp, digest_of


def test_a_changed_file_changes_the_digest(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("one", encoding="utf-8")
    before = digest_of([lock])

    lock.write_text("two", encoding="utf-8")

    assert digest_of([lock]) != before


def test_a_missing_file_has_a_digest_of_its_own(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    without = digest_of([lock])

    lock.touch()

    assert digest_of([lock]) != without


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert digest_of([one, two]) == digest_of([two, one])


def test_a_stamp_matches_what_was_written_alone(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "stamp")
    assert not stamp.matches("a")

    stamp.write("a")

    assert stamp.matches("a")
    assert not stamp.matches("b")


def test_a_stamp_that_is_no_text_matches_nothing(tmp_path: Path) -> None:
    (tmp_path / "stamp").write_bytes(b"\xff\xfe")
    assert not Stamp(tmp_path / "stamp").matches("a")
