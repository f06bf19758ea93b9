"""Asking a language model which specialist fits, when the words alone do not tell."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langgraph.constants import TAG_NOSTREAM

from application.graphs.usage import tell, used_for
from domain.entities.specialist import SUPERVISOR, Specialist

logger = logging.getLogger(__name__)

PATIENCE_S = 2.0
"""A caller waits for this answer before anyone speaks: a model that takes longer is not worth it."""


class Opinion(Protocol):
    async def choose(self, question: str) -> str | None:
        """A specialist's name; None when there is no opinion, or none in time."""
        ...


class ModelOpinion:
    """One short question to the model; its words are never heard."""

    def __init__(
        self, model: BaseChatModel, specialists: Sequence[Specialist], patience_s: float = PATIENCE_S
    ) -> None:
        self._model = model.with_config(tags=[TAG_NOSTREAM])
        self._names = frozenset(specialist.name for specialist in specialists)
        self._patience_s = patience_s
        team = "\n".join(f"{specialist.name}: {specialist.description}" for specialist in specialists)
        self._instructions = f"Who should answer the caller? Answer with one of these names only.\n{team}"

    async def choose(self, question: str) -> str | None:
        messages = [SystemMessage(self._instructions), HumanMessage(question)]
        try:
            async with asyncio.timeout(self._patience_s):
                answer = await self._model.ainvoke(messages)
        except TimeoutError:
            return None
        except Exception as error:  # noqa: BLE001  (vendors differ; the rules decide, and the answer fails by itself)
            logger.warning("the model gave no opinion on who should answer: %s", type(error).__name__)
            return None
        tell(SUPERVISOR, used_for(messages, answer))
        name = answer.text.strip().strip(".\"'`").lower()
        return name if name in self._names else None
