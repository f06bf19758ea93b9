"""Hold the same conversation by text: what is written is what is heard."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from domain.entities.reply import ReplyPart, Words
from domain.interfaces.conversation import Conversation


class Chat:
    """A conversation in which every word of an answer arrives."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    async def greet(self) -> str:
        greeting = self._conversation.greeting
        await self._conversation.heard(greeting, interrupted=False)
        return greeting

    async def ask(self, question: str) -> AsyncGenerator[ReplyPart, None]:
        """The answer, as it is written."""
        words: list[str] = []
        async with aclosing(self._conversation.reply(question)) as parts:
            async for part in parts:
                if isinstance(part, Words):
                    words.append(part.text)
                yield part
        await self._conversation.heard("".join(words), interrupted=False)
