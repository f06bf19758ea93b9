"""Words for the ear: of a passage, of what tools came to, and of not knowing."""

from collections.abc import Sequence

from application.graphs.briefing import Briefing
from domain.entities.tool import Outcome
from infrastructure.adapters.retrieval.deciding.passage_evidence import Candidate
from infrastructure.adapters.retrieval.question import Question
from infrastructure.adapters.retrieval.steps import step_text

DROPPED = "All right, we leave that. Is there anything else that I can do for you?"

_LONGEST_ANSWER_WORDS = 32
"""About twelve seconds of speech: as much as a caller takes in."""

_ASKING = frozenset([Outcome.NEEDS, Outcome.TO_CONFIRM])


def told(best: Candidate, question: Question, heard: Sequence[str]) -> str:
    """The step that comes next, or the sentence; with the one beside it where more than a fact is wanted."""
    if best.procedure is not None:
        return step_text(best.procedure, heard)
    if question.asks_fact:
        return best.sentence
    for together in (f"{best.before} {best.sentence}", f"{best.sentence} {best.follows}"):
        if len(together.split()) <= _LONGEST_ANSWER_WORDS and together.strip() != best.sentence:
            return together.strip()
    return best.sentence


def joined(said: Sequence[tuple[str, Outcome]]) -> str:
    """Several answers in their order, each once; what asks the caller something comes last, and only one does."""
    texts = list(dict.fromkeys(text.strip() for text, outcome in said if outcome not in _ASKING and text.strip()))
    asked = next((text.strip() for text, outcome in said if outcome in _ASKING and text.strip()), "")
    return " ".join([*texts, asked] if asked else texts)


def does_not_know(briefing: Briefing) -> str:
    if not briefing.can_help_with:
        return "I do not know that, I'm afraid."
    return f"I do not know that, I'm afraid. I can help with {briefing.can_help_with}."
