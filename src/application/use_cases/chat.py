"""Hold the same conversation by text: what is written is what is heard."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from domain.entities.reply import Farewell, ReplyPart, Words
from domain.interfaces.conversation import Conversation


class Chat:
    """A conversation in which every word of an answer arrives.

    :ivar is_over: a goodbye was said; nothing more is to be asked.
    """

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self.is_over = False

    async def greet(self) -> str:
        greeting = "".join(part.text for part in self._conversation.opening if isinstance(part, Words))
        await self._conversation.heard(greeting, interrupted=False)
        return greeting

    async def ask(self, question: str) -> AsyncGenerator[ReplyPart, None]:
        """The answer, as it is written."""
        words: list[str] = []
        async with aclosing(self._conversation.reply(question)) as parts:
            async for part in parts:
                match part:
                    case Words(text):
                        words.append(text)
                    case Farewell():
                        self.is_over = True
                    case _:
                        pass
                yield part
        await self._conversation.heard("".join(words), interrupted=False)
