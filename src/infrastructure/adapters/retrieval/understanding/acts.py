"""What kind of utterance it is: a request, a complaint, a question for an amount, for a way, for a yes or no."""

import re
from functools import lru_cache

_OPENING = (
    r"^(?:(?:hello|hi|hey|so|well|um|uh|er|okay|ok|right|yes|yeah|no|and|but|or|also|then|now|oh|sorry|thanks|"
    r"thank you|good (?:morning|evening|afternoon)|excuse me|please|just|actually|maybe|great|fine|alright|sure"
    r"|by the way|i wanted to (?:ask|know)|i want to know|i'd like to know|i would like to know|can you tell me"
    r"|could you tell me|do you know|i was wondering|i wonder|wondering)\W+)*"
)

_KINDS = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "amount": r"\bhow much(?! (?!is|are|was|does|do|did|would|will|for|more|less|it|i|we|to|cheaper|should|can|could|must|am|have|has|per|a|an|the|my|your)[a-z]+)|\bhow expensive\b|\b(?:cost|costs|price|prices|fee|charge|charges|charged|owe|quote)\b"
        r"|\bset me back\b|\bwould .* pay\b|\bpay for\b|\bthe damage\b|\bcheaper\b",
        "number": r"\bhow (?:many|fast|old|far|large|big|high)\b|\bspeed\b",
        "time": r"\bhow (?:long|often|soon|quickly)\b|\bwhat time\b|\bwhen(?='s|'ll)|" + _OPENING + r"when\b"
        r"|\bwhen (?:is|are|do|does|did|will|would|can|could|should|was|has|have|may)\b",
        "way": r"\bhow (?:do|can|could|would|should|does|to)\b|\bwhat (?:do|must|should) (?:i|we) (?:have to |need to )?do\b",
        "place": r"\bwhere\b",
        "degree": r"\bhow (?!much|many|is|are|was|do|does|can|to|could|would|should|long|about|come)[a-z]+\b",
        "state": r"\bhow (?:is|are|was)\b|\bwhat about\b|\bnews\b|\bstatus\b|\b(?:has|have|did) (?:my|anyone|anybody|someone|somebody)\b",
        "reason": r"\bwhy\b",
        "whether": _OPENING + r"(?:do|does|did|is|are|was|were|may|will|would|have|has|am)\b",
        "may": r"\b(?:can|could|may) (?:i|we)\b",
        "ability": r"\b(?:can|could|would|will) (?:you|someone|somebody|anyone|anybody|an?)\b",
        "what": _OPENING + r"(?:what|which|who|whose)\b|\bif\b.*\bwhat\b|\btell me (?:about|more)\b",
        "command": _OPENING + r"(?:tell|show|explain|describe|help|sing|play|give|send|bring|find|check|look)\b",
        "request": r"\b(?:i|we)(?:'d like| would like| want| need|'ll (?:take|have|go)| will (?:take|have))\b|\blet's\b"
        r"|\bplease\b|\bgive me\b|\bput me\b|\bsign me\b|\bfor me\b",
        "fault": r"\b(?:not|no|cannot|keeps?|slow\w*|dead|silent|broken|bad|problems?|trouble|fault\w*|down|stopped|lost"
        r"|losing|loses|drops?|dropping|crash\w*|fails?|failing|stuck|freez\w*|crawls?|cuts?|wrong|forever|gone|weak)\b"
        r"|n't\b",
        "mine": r"\bmy\b|\bour\b",
    }.items()
}
_QUESTION = frozenset(
    ["amount", "number", "time", "way", "place", "state", "reason", "whether", "may", "ability", "what"]
)


@lru_cache(4096)
def acts(text: str) -> frozenset[str]:
    """The kinds that an utterance is of; one that is nothing else is `said`."""
    plain = " ".join(text.lower().replace("’", "'").split())
    found = {kind for kind, pattern in _KINDS.items() if pattern.search(plain)}
    if not found & _QUESTION:
        found.add("said")
    return frozenset(found)


def is_question(text: str) -> bool:
    return bool(acts(text) & _QUESTION)


def without_opening(text: str) -> str:
    """The utterance without the hello, the "and" and the "can you tell me" in front of it."""
    return re.sub(_OPENING, "", text.lower().replace("’", "'"))
