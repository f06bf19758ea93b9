"""What a model is asked for: an answer to a caller, data in a form, or a summary."""

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import BaseMessage, SystemMessage

from application.graphs.briefing import conversation_to_summarise
from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.answering import Answer, answer
from infrastructure.adapters.retrieval.deciding.conversation import read
from infrastructure.adapters.retrieval.deciding.forcing import forced
from infrastructure.adapters.retrieval.deciding.ranking import rank
from infrastructure.adapters.retrieval.deciding.summarising import summary
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool, Toolset, read_tools
from infrastructure.adapters.retrieval.phrasebook import Phrasebook

ToolChoice = str | bool | Mapping[str, Any] | None
_ANY = frozenset(["any", "required"])
_FREE = frozenset(["auto", "none"])


def respond(
    messages: Sequence[BaseMessage],
    tools: Sequence[Mapping[str, Any]],
    choice: ToolChoice,
    meaning: Meaning,
    phrases: Phrasebook,
) -> Answer:
    """:param tools: functions in OpenAI's format.
    :param choice: as in `RetrievalBrain.bind_tools`.
    :raises ValueError: the tool that must be called is none of these.
    """
    instructions = "\n".join(message.text for message in messages if isinstance(message, SystemMessage))
    lines = conversation_to_summarise(instructions)
    if lines is not None:
        return Answer(text=summary(lines))
    conversation = read(messages)
    toolset = read_tools(() if choice == "none" else tools, phrases)
    if not _must_call(choice) or not toolset.tools:
        return answer(conversation, toolset, meaning)
    tool = _named(toolset, choice)
    if tool is None and (calls := answer(conversation, toolset, meaning).calls):
        return Answer(calls=calls)
    return Answer(
        calls=(forced(tool or _likeliest(toolset, conversation.words, meaning), conversation.words, meaning),)
    )


def _must_call(choice: ToolChoice) -> bool:
    if isinstance(choice, Mapping):
        return True
    return choice not in _FREE and choice is not None and choice is not False


def _named(toolset: Toolset, choice: ToolChoice) -> BoundTool | None:
    """The tool that is asked for by name; None when any will do."""
    if choice is True or (isinstance(choice, str) and choice in _ANY):
        return toolset.tools[0] if len(toolset.tools) == 1 else None
    name = str(choice["function"]["name"]) if isinstance(choice, Mapping) else str(choice)
    found = toolset.find(name)
    if found is None:
        raise ValueError(f"there is no tool {name!r} among those that are bound")
    return found


def _likeliest(toolset: Toolset, text: str, meaning: Meaning) -> BoundTool:
    fit = rank(toolset, text, (), (), meaning)
    return fit.tool.tool if fit.tool is not None else toolset.tools[0]
