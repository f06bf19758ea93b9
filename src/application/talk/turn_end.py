"""Finds out whether a caller who pauses has finished, and has the answer prepared meanwhile."""

import asyncio
import logging
import math
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from application.talk.endpointing.end_of_turn import EndOfTurn, opinion_of
from application.talk.endpointing.pause import Opinion, Pause
from application.talk.hearing import Hearing
from application.talk.turn import CallerTurn
from domain.interfaces.conversation import Conversation
from domain.interfaces.voice_activity import WINDOW_MS, VoiceDetector

logger = logging.getLogger(__name__)

RECENT_MS = 1280
"""Of the caller's sound: what the turn detector looks at."""

FINAL_TAKES_S = 0.1
"""From the end of an utterance to its words, with a recogniser that decodes while it hears: they are asked for so
long before they are needed."""

ASKED_AGAIN_S = 0.24
"""While the caller's turn goes on: more words may have come, and more silence makes the turn detector surer."""

HOLDS_S = 0.2
"""What the turn detector says counts for so long: so little silence changes nothing."""

DETECTOR_TAKES_S = 0.06
"""Usually half of it. It is asked so long before its answer is needed, and not waited for any longer."""

LATEST_WORDS_S = 1.5
"""For the last words of a turn whose first ones are there. Some sounds have none."""

FINISHED = frozenset({Opinion.OVER, Opinion.LIKELY, Opinion.WHOLE})
"""What is answered ahead, while the pause is waited for."""

TICK_S = 0.001
"""Nobody notices less, and clocks round."""


class TurnEnd:
    """For the length of a call.

    :param turn: whose words are looked at; `is_due` is set when its time to go on is over.
    :param on_end: called when the turn is over and has words. Where it has none yet, the next ones end it.
    """

    def __init__(
        self,
        turn: CallerTurn,
        hearing: Hearing,
        voices: VoiceDetector,
        conversation: Conversation,
        end_of_turn: EndOfTurn,
        on_end: Callable[[], None],
    ) -> None:
        self._turn = turn
        self._hearing = hearing
        self._voices = voices
        self._conversation = conversation
        self._end_of_turn = end_of_turn
        self._on_end = on_end
        self._recent = deque[bytes](maxlen=RECENT_MS // WINDOW_MS)
        self._probability = 0.0
        self._heard_at = -math.inf
        self._waiting: asyncio.Task[None] | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether the caller's pause may still turn out to be none."""
        return self._waiting is not None and not self._waiting.done()

    @property
    def may_go_on(self) -> bool:
        """Whether the caller is waited for, who has said something."""
        return self.is_awaited and not self._turn.is_due and bool(self._turn.text_so_far)

    def hear(self, window: bytes) -> None:
        """The caller's sound, silence included."""
        self._recent.append(window)

    def begin(self, stopped_at: float) -> None:
        """The caller pauses.

        :param stopped_at: when the last sound was, by the loop's clock.
        """
        self.stop()
        self._waiting = asyncio.create_task(self._wait(stopped_at), name="talk:end of turn")
        self._waiting.add_done_callback(self._ended)

    def stop(self) -> None:
        """The caller goes on, or it does not matter any more."""
        if self._waiting is not None and self._waiting is not asyncio.current_task():
            self._waiting.cancel()
        self._waiting = None

    def _ended(self, waiting: asyncio.Task[None]) -> None:
        """Whatever has broken, the caller is answered."""
        if waiting.cancelled() or (failure := waiting.exception()) is None:
            return
        logger.error("the end of a turn could not be found: %s", type(failure).__name__)
        self._hearing.finish_utterance()
        self._turn.is_due = True
        if self._turn.text:
            self._on_end()

    async def _wait(self, stopped_at: float) -> None:
        loop = asyncio.get_running_loop()
        has_asked = False
        await self._conversation.listen()
        await self._ask_detector()
        while (left_s := stopped_at + await self._judge() - loop.time()) > TICK_S:
            if has_asked:
                await self._listen_for(min(ASKED_AGAIN_S, left_s))
            elif left_s > FINAL_TAKES_S + TICK_S:
                await self._listen_for(min(ASKED_AGAIN_S, left_s - FINAL_TAKES_S))
            else:
                self._hearing.finish_utterance()
                has_asked = True
                await self._turn.settled(left_s)  # the last word may change how long the pause may be
        if not has_asked:
            self._hearing.finish_utterance()
        self._turn.is_due = True
        if self._turn.text:
            await self._turn.settled(LATEST_WORDS_S)
            self._on_end()

    async def _listen_for(self, seconds: float) -> None:
        """What the turn detector said is fresh at the end, unless it takes too long: nobody waits for it."""
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        if until - self._heard_at >= HOLDS_S:
            await asyncio.sleep(seconds - DETECTOR_TAKES_S)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(until):
                    await self._ask_detector()
        await asyncio.sleep(until - clock())

    async def _ask_detector(self) -> None:
        now = asyncio.get_running_loop().time()
        self._probability, self._heard_at = await self._voices.turn_is_over(b"".join(self._recent)), now

    async def _judge(self) -> float:
        """How long the pause may be, as it looks now, in seconds."""
        conversation = self._conversation
        pause = Pause(self._turn.text_so_far, self._probability, conversation.asked_for, conversation.pace)
        if pause.text and opinion_of(pause) in FINISHED:
            await conversation.prepare(pause.text)
        return self._end_of_turn.wait_s(pause)
