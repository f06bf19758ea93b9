"""What a specialist's model is told before the conversation: instructions, and the facts as data.

Facts and the caller's words stand between tags, escaped, so that nothing written in them can end the data and pass
for an instruction.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from application.graphs.prompts.shared import RULES, SUMMARY
from domain.entities.knowledge import Passage

_PASSAGE = re.compile(r'<passage source="([^"]*)" title="([^"]*)">\n(.*?)\n</passage>', re.DOTALL)
_QUESTION = re.compile(r"<question>(.*?)</question>", re.DOTALL)
_CONVERSATION = re.compile(r"<conversation>\n(.*)\n</conversation>", re.DOTALL)
_HELP = re.compile(r"<can_help_with>(.*?)</can_help_with>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Briefing:
    """The data of one turn.

    :ivar question: what the caller means, without need of what was said before.
    :ivar can_help_with: what the specialist is there for.
    :ivar summary: what was said so long ago that it is no longer in the conversation.
    :ivar from_colleague: what a specialist who takes the call over must know.
    """

    question: str
    can_help_with: str
    passages: tuple[Passage, ...]
    summary: str = ""
    from_colleague: str = ""


def write(prompt: str, briefing: Briefing) -> str:
    """The system message: the specialist's own prompt, the rules for all, the data.

    Providers charge less for a beginning that they have read before, so what changes least comes first.
    """
    data = [
        f"<can_help_with>{_escape(briefing.can_help_with)}</can_help_with>",
        *_write_optional("summary", briefing.summary),
        *_write_optional("from_colleague", briefing.from_colleague),
        *_write_passages(briefing.passages),
        f"<question>{_escape(briefing.question)}</question>",
    ]
    return "\n\n".join([prompt.strip(), RULES.text, "\n".join(data)])


def summary_request(conversation: str) -> str:
    """The system message that asks for a summary of a conversation, given as lines of `caller:` and `agent:`."""
    return f"{SUMMARY.text}\n\n<conversation>\n{_escape(conversation)}\n</conversation>"


def conversation_to_summarise(system_message: str) -> str | None:
    """What `summary_request` was made of; None when the message is something else."""
    found = _CONVERSATION.search(system_message)
    return html.unescape(found[1]) if found else None


def read(system_message: str) -> Briefing:
    """The data of a system message made by `write`; empty parts where there are none."""
    question, can_help_with = _QUESTION.search(system_message), _HELP.search(system_message)
    passages = (
        Passage(html.unescape(source), html.unescape(title), html.unescape(text))
        for source, title, text in _PASSAGE.findall(system_message)
    )
    return Briefing(
        question=html.unescape(question[1]) if question else "",
        can_help_with=html.unescape(can_help_with[1]) if can_help_with else "",
        passages=tuple(passages),
    )


def _write_optional(tag: str, text: str) -> list[str]:
    return [f"<{tag}>{_escape(text)}</{tag}>"] if text else []


def _write_passages(passages: Sequence[Passage]) -> list[str]:
    return [
        f'<passage source="{_escape(passage.source)}" title="{_escape(passage.title)}">\n'
        f"{_escape(passage.text)}\n</passage>"
        for passage in passages
    ]


def _escape(text: str) -> str:
    return html.escape(text, quote=True)
