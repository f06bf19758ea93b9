"""What two texts have in common: their words, whatever their form, without those that say nothing."""

import re
from functools import lru_cache

import snowballstemmer

_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")

_SAY_NOTHING = frozenset(
    """a about actually after again ain all already also am an and another any anything are aren't as ask at away back
    be because been before being but by bye call called calling can can't could couldn't did didn't do does doesn't
    doing don't each else ever every find for from further get gets getting give go going gone good got had has have
    haven't having he hear hello help her here hey hi him his how i i'd i'll i'm i've if in into is isn't it it's its
    just keep keeps kind know last let like little look make many may maybe me mean means might mine more most much my
    need needs never no not now of off ok okay on once one ones only or other our out over own perhaps please put
    question quite rather really right said same say see seem shall she should so some something sorry still such sure
    take takes tell than thank thanks that that's the their them then there there's these they thing things think this
    those though through to told too try trying um under until up us use very want wanted wants was wasn't way we well
    went were what what's when where which while who whole whom whose why will with won't wonder wondering would yes
    yet you you'd you're your""".split()
)

_SAME = {
    word: group.split()[0]
    for group in (
        "price prices pricing cost costs costing charge charges charged fee fees expensive",
        "speed speeds fast quick quickly",
        "telephone telephones phone phones telephony",
        "bill bills billing invoice invoices billed",
        "cancel cancels cancelling cancellation terminate quit",
        "move moves moving relocate relocating moved",
        "television tv telly televisions",
        "lose loses losing lost drop drops dropping dropped disconnect disconnects disconnecting",
        "slow sluggish laggy slowly slower",
        "restart reboot restarting rebooting",
        "engineer technician engineers technicians",
        "year yearly annual annually years",
        "discount discounts rebate reduction",
        "email mail emails",
        "person human people colleague operator",
        "down offline",
        "order buy purchase ordering",
        "sell offer offers offering selling sells",
    )
    for word in group.split()
}

_PHRASES = (
    (re.compile(r"\bhow much\b"), "price"),
    (re.compile(r"\bwi[- ]fi\b|\bwireless\b"), "wifi"),
    (re.compile(r"\be[- ]mail"), "email"),
    (re.compile(r"\bt v\b"), "tv"),
)

_stemmer = snowballstemmer.stemmer("english")


def tokens(text: str) -> list[str]:
    """All words in lower case, as written."""
    return _TOKEN.findall(text.lower().replace("’", "'").replace(",000", "000"))


def content_words(text: str) -> list[str]:
    """The words that carry the meaning, each in one form for all its forms and synonyms."""
    lowered = text.lower().replace("’", "'")
    for pattern, word in _PHRASES:
        lowered = pattern.sub(word, lowered)
    return [canonical(token) for token in tokens(lowered) if token not in _SAY_NOTHING]


@lru_cache(maxsize=20_000)
def canonical(token: str) -> str:
    """The one form that stands for a word, its inflections and its synonyms."""
    plain = token.removesuffix("'s")
    stem: str = _stemmer.stemWord(_SAME.get(plain, plain))
    return stem
