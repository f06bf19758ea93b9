"""A chat model as one of a chain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models.base import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable


@dataclass(frozen=True)
class Answerer:
    """What a `Provider` of the model's leg does.

    :ivar model: makes no retries of its own: they would spend the time that the next one needs.
    :ivar first_token_s: from asking to its first word or call, a retry included. None is 2 s, and 6 s for the last
        that is asked: see `chain`.
    :ivar stall_s: between two pieces of an answer. Tokens come every 10 to 50 ms: after this they are not late but
        lost, and the caller, who has speech for a second or two in advance, has not noticed yet.
    :ivar continues: whether it can go on where another one broke off.
    """

    model: BaseChatModel
    first_token_s: float | None = None
    stall_s: float = 1.5
    continues: bool = True

    @property
    def model_name(self) -> str:
        """As it is configured."""
        told = getattr(self.model, "model_name", None) or getattr(self.model, "model", None)
        return str(told or self.model.__class__.__name__)

    def bound(
        self, tools: Sequence[Any] | None, options: Mapping[str, Any]
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with its tools, in its own vendor's form; a model that takes none answers without."""
        try:
            return self.model.bind_tools(tools, **options) if tools else self.model.bind(**options)
        except NotImplementedError:
            return self.model
