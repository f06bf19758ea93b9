"""Two models' words as one sentence: nothing is heard twice, and nothing is lost."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from infrastructure.adapters.chat_models.continuing import JOIN, Joint, continuation_request


def joined(said: str, new: str, *, continues: bool = True) -> str:
    """What is heard when the new words come letter by letter; all at once makes no difference."""
    joint, whole = Joint(said, continues=continues), Joint(said, continues=continues)
    heard = "".join(joint.feed(letter) for letter in new) + joint.finish()
    assert heard == whole.feed(new) + whole.finish()
    return said + heard


@pytest.mark.parametrize(
    ("said", "new"),
    [
        ("It costs thirty ", "euros a month."),
        ("It costs thirty", "euros a month."),
        ("It costs thirty", " euros a month."),
        ("It costs thirty", "thirty euros a month."),
        ("It costs thir", "thirty euros a month."),
        ("It costs ", "It costs thirty euros a month."),
        ("It costs thirty eu", "It costs thirty euros a month."),
        ("It costs thirty", "costs thirty euros a month."),
        ("It costs thirty euros", " it costs thirty euros a month."),
        ("It costs thirty euros a month.", "It costs thirty euros a month."),
        ("It costs thirty euros a month", "."),
        ("", "It costs thirty euros a month."),
    ],
)
def test_a_broken_sentence_goes_on(said: str, new: str) -> None:
    assert joined(said, new) == "It costs thirty euros a month."


def test_a_new_sentence_that_begins_alike_is_heard_whole() -> None:
    assert joined("The plan costs 30. ", "The line is fast.") == "The plan costs 30. The line is fast."


def test_an_answer_that_begins_anew_and_differs_is_introduced_without_what_was_heard() -> None:
    assert joined("The pro plan costs thirty", "The pro plan costs 30 a month.") == (
        f"The pro plan costs thirty{JOIN} 30 a month."
    )


def test_who_cannot_go_on_is_introduced() -> None:
    assert joined("It costs ", "Thirty euros.", continues=False) == f"It costs {JOIN.strip()} Thirty euros."


def test_who_cannot_go_on_and_says_the_same_goes_on_from_there() -> None:
    assert joined("It costs ", "It costs thirty.", continues=False) == "It costs thirty."


def test_after_a_whole_sentence_nothing_is_introduced() -> None:
    assert joined("Yes.", "It costs thirty.", continues=False) == "Yes. It costs thirty."


def test_the_next_model_is_told_the_whole_words_that_were_heard() -> None:
    *_, heard, _ = continuation_request([HumanMessage("price?")], "It costs thir")
    assert heard == AIMessage("It costs ")


def test_after_half_a_word_it_is_asked_as_if_nothing_was_said() -> None:
    assert continuation_request([HumanMessage("price?")], "It") == [HumanMessage("price?")]
