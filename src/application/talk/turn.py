"""What the caller has said since the agents' turn."""

import asyncio

from domain.entities.transcript import Transcript


class CallerTurn:
    """Its words come in utterances, each of which a final transcript ends.

    :ivar is_due: its time to add something is over: it is answered with its next final words.
    """

    def __init__(self) -> None:
        self.is_due = False
        self._finals = list[str]()
        self._interim = ""
        self._settled = asyncio.Event()
        self._settled.set()

    @property
    def text(self) -> str:
        """Final words only."""
        return " ".join(self._finals)

    @property
    def text_so_far(self) -> str:
        return " ".join(filter(None, (*self._finals, self._interim)))

    def begin_utterance(self) -> None:
        """There is sound, whose words are not known yet."""
        self.is_due = False
        self._settled.clear()

    def understand(self, transcript: Transcript) -> None:
        if transcript.is_final:
            self._finals.append(transcript.text)
            self._interim = ""
            self._settled.set()
        else:
            self._interim = transcript.text

    async def settled(self, within_s: float) -> None:
        """Until the final words of all that was said are there, or do not come in time."""
        try:
            async with asyncio.timeout(within_s):
                await self._settled.wait()
        except TimeoutError:
            pass

    def take(self) -> str:
        """The words, and an empty turn from here on."""
        text = self.text
        self.forget()
        return text

    def forget(self) -> None:
        self._finals.clear()
        self._interim = ""
        self.is_due = False
        self._settled.set()
