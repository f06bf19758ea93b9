"""Going on with an answer in whose middle another owner of the call was gone."""

from dataclasses import replace

from domain.entities.saying import Saying

CUT_OFF = "Sorry, we were cut off for a moment."


class Resumption:
    """The rest of an answer, behind a short apology, which is no part of it.

    :param saying: as the former owner left it.
    :param was_noticed: the caller has noticed the break, and gets an apology.
    """

    def __init__(self, saying: Saying, *, was_noticed: bool = True) -> None:
        self._left = saying
        self._apology = CUT_OFF if was_noticed else ""
        self.words = f"{self._apology} {saying.rest}".strip()

    def saying(self, heard: str) -> Saying:
        """How far the answer is.

        :param heard: of `words`.
        """
        return replace(self._left, heard=self.heard(heard))

    def heard(self, heard: str) -> str:
        """All that the caller has heard of the answer, from its first word on.

        :param heard: of `words`.
        """
        return " ".join(filter(None, [self._left.heard.rstrip(), self._without_apology(heard)]))

    def _without_apology(self, heard: str) -> str:
        words, apology = heard.split(), self._apology.split()
        if words[: len(apology)] == apology:
            return " ".join(words[len(apology) :])
        return "" if self._apology.startswith(heard.strip()) else heard
