"""The chat model that needs no key: it answers with sentences of the passages that it is given."""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models.base import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable

from application.graphs.briefing import Briefing, read
from infrastructure.adapters.retrieval.answering import Question, answer

_WORD = re.compile(r"\s*\S+\s*$|\s*\S+")

_SAY_AGAIN = re.compile(
    r"^\W*((sorry|pardon)( me)?\W*)?(what( did you say| was that)?"
    r"|((can|could|would) you )?(please )?(say|repeat) (that|it)"
    r"( again)?|say again|come again|once more|again|one more time|pardon|sorry)( please)?\W*$",
    re.IGNORECASE,
)

_POINTS_BACK = re.compile(r"\b(it|its|that|this|they|them|those|these|one|ones)\b", re.IGNORECASE)
"""Words that mean nothing without an earlier turn: they are never answered by themselves."""


class RetrievalBrain(BaseChatModel):
    """Reads what any model is given (a briefing as the system message, the conversation) and never invents.

    It understands the question by its words: it neither infers, counts nor compares. A message without a briefing
    gets the honest answer that it does not know. Tools that are bound to it are never called.
    """

    @property
    def _llm_type(self) -> str:
        return "parley-retrieval"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        """Accepts tools, as every chat model does, and answers without them."""
        del tools, kwargs
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        del stop, run_manager, kwargs
        text = respond(messages)
        message = AIMessage(content=text, usage_metadata=_usage(messages, text))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        del stop, run_manager, kwargs
        text = respond(messages)
        for word in _WORD.findall(text):
            yield ChatGenerationChunk(message=AIMessageChunk(content=word))
        usage = _usage(messages, text)
        yield ChatGenerationChunk(message=AIMessageChunk(content="", usage_metadata=usage, chunk_position="last"))

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in self._stream(messages, stop, **kwargs):
            if run_manager is not None:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk


def respond(messages: Sequence[BaseMessage]) -> str:
    """The answer to the last message."""
    briefing = read("\n".join(message.text for message in messages if isinstance(message, SystemMessage)))
    heard = [message.text for message in messages if isinstance(message, AIMessage)]
    latest = next((message.text for message in reversed(messages) if isinstance(message, HumanMessage)), "")
    if heard and _SAY_AGAIN.match(latest):
        return heard[-1]
    questions = [Question(briefing.question or latest, new=latest)]
    if not _POINTS_BACK.search(latest):
        questions.append(Question(latest, new=latest))
    answers = (answer(question, briefing.passages, heard) for question in questions)
    return next(filter(None, answers), None) or _does_not_know(briefing)


def _does_not_know(briefing: Briefing) -> str:
    if not briefing.can_help_with:
        return "I do not know that, I'm afraid."
    return f"I do not know that, I'm afraid. I can help with {briefing.can_help_with}."


def _usage(messages: Sequence[BaseMessage], text: str) -> UsageMetadata:
    """Counted in words: there is no tokeniser, and nothing to pay for."""
    read_words, written = sum(len(message.text.split()) for message in messages), len(text.split())
    return UsageMetadata(input_tokens=read_words, output_tokens=written, total_tokens=read_words + written)
