"""What a decoder's answer means."""

from infrastructure.adapters.pocketsphinx.hypothesis import final, interim


def test_fillers_and_numbers_of_pronunciations_are_no_words() -> None:
    understood = final(
        [("<s>", 1.0, 20), ("the(2)", 0.9, 10), ("[SPEECH]", 0.8, 9), ("plan", 0.9, 30), ("</s>", 1.0, 9)]
    )

    assert understood is not None
    assert understood.text == "the plan"


def test_longer_words_count_more_for_whether_it_can_be_relied_on() -> None:
    assert final([("a", 0.0, 10), ("contract", 0.12, 90)]) is not None
    assert final([("a", 0.12, 10), ("contract", 0.0, 90)]) is None


def test_only_fillers_are_no_utterance() -> None:
    assert final([("<s>", 1.0, 20), ("<sil>", 1.0, 40), ("</s>", 1.0, 9)]) is None


def test_words_that_cannot_be_relied_on_are_no_utterance() -> None:
    assert final([("of", 0.01, 30), ("mm", 0.02, 30)]) is None


def test_nothing_understood_yet_is_no_interim_transcript() -> None:
    assert interim("") is None


def test_letters_that_are_said_by_their_names_are_written_without_a_dot() -> None:
    understood = final([("j.", 0.9, 20), ("o.(2)", 0.9, 20), ("at", 0.9, 10), ("example", 0.9, 40)])

    assert understood is not None
    assert understood.text == "j o at example"


def test_a_code_is_written_in_digits_once_it_is_final() -> None:
    segments = [(word, 0.9, 20) for word in ["for", "two", "one", "seven", "five"]]

    understood = final(segments)

    assert understood is not None
    assert understood.text == "four two one seven five"
