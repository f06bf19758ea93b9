"""What the supervisor answers itself: greetings, thanks, farewells, and who it is."""

import re
from collections.abc import Sequence

from domain.entities.specialist import Specialist

_WORDS_OF_ADDRESS = re.compile(
    r"\b(hello|hi|hey|please|well|um|uh|oh|so|okay|ok|right|great|good|fine|then|there|again|very|much|so much|a lot"
    r"|for (your|the) help|for that|everyone|all|just)\b"
)


class SmallTalk:
    """Answers words that ask nothing of a specialist.

    :param company: its name, as it is spoken; may be empty.
    """

    def __init__(self, company: str, specialists: Sequence[Specialist]) -> None:
        team = "; ".join(specialist.description for specialist in specialists)
        name = f"the assistant of {company}" if company else "the assistant here"
        self._answers = (
            (
                r"(who|what) (are|r) you|what('s| is) your name|who am i (talking|speaking) (to|with)"
                r"|(are|r) you (a |an )?(real|human|robot|bot|machine|person|computer|ai).*",
                f"I am {name}, a computer that answers calls. I can help with {team}.",
            ),
            (
                r"what (can|do) you (do|know|help( me)? with)( for me)?|how can you help( me)?"
                r"|(can|could) you help( me)?( with something)?|i (need|want) (some )?help"
                r"|i have (a|one|another) question|help( me)?",
                f"I can help with {team}. What is it about?",
            ),
            (
                r"(good ?bye|bye|bye bye|see you|that('s| is| was| will be) (all|it|everything)|nothing else"
                r"|no that('s| is| was) (all|it)|i('m| am) done|have a (nice|good) (day|evening)|no thanks?( you)?"
                r"|no,? nothing( else)?)( thanks?( you)?)?( bye| good ?bye)?",
                "Thank you for calling. Goodbye!",
            ),
            (
                r"(that|it|this) (has |really )?(helped|worked|works|did it|solved it|fixed it|did the trick)( now)?( again)?"
                r"( thanks?( you)?)?|it('s| is) working( now| again)*|(thanks?( you)?,? )(that|it) (helped|worked|works)( now)?",
                "Good, I am glad that it works. Is there anything else?",
            ),
            (
                r"(thanks?|thank you|cheers|thanks a lot|many thanks|much appreciated|perfect|lovely|wonderful|brilliant)"
                r"( (thanks?|thank you|indeed))?|(that('s| is| was) )?(very |really )?(helpful|kind|perfect|great)"
                r"( thanks?( you)?)?",
                "You are welcome. Is there anything else?",
            ),
            (
                r"how are you( doing)?( today)?|how do you do|how('s| is) it going",
                "I am well, thank you. How can I help you?",
            ),
            (
                r"(good )?(morning|afternoon|evening|day)|can you hear me|anybody there|is (anybody|anyone|someone) there",
                "Hello, I am here. How can I help you?",
            ),
        )
        self._patterns = [(re.compile(pattern), answer) for pattern, answer in self._answers]

    def answer(self, utterance: str) -> str | None:
        """The reply; None when the words are about something."""
        plain = " ".join(re.sub(r"[^a-z' ]+", " ", utterance.lower().replace("’", "'")).split())
        if not plain:
            return "Sorry, I did not hear that. Can you say it again?"
        bare = " ".join(_WORDS_OF_ADDRESS.sub(" ", plain).split())
        for pattern, answer in self._patterns:
            if pattern.fullmatch(plain) or pattern.fullmatch(bare):
                return answer
        if not bare and re.search(r"\b(hello|hi|hey)\b", plain):
            return "Hello! How can I help you?"
        return None
