"""Words in capitals, which are spelled or said as words."""

import re

from infrastructure.adapters.sentence_voice.spoken_form.vocabulary import word_set

_SPELLED = word_set(
    """
    AC ADSL AI API ATM CEO CLI CPU DC DIY DOB ETA EU EULA FAQ GPU GUI HDMI IBAN ID IMEI IO IOT IP ISDN ISO ISP
    LED ONT OS OTP PDF POE QR RFID SLA SSID SSO TLS TOS UAE UDP UHD UI UID UK UN UPC UPS URL US USA USB UTC
    UTP UX VAT VDSL VIP VOD VPN WEP WPA WPS XDSL
    """
)
"""With a vowel, yet no words. Those without are always spelled."""

_AS_WORDS = word_set("CAT GIF LAN MAC NAS NAT PIN PUK RADAR RAM ROM SEPA SIM SIP VOIP WAN")
_CAPITALS = re.compile(r"(?P<capitals>[A-Z]{2,6})(?P<plural>'?s)?")


def letters(word: str) -> str:
    """`USB`: U.S.B, which every voice spells. `PIN`: pin. Empty for a word that is said as it is written.

    A blank between the letters would make espeak say `A` as the article.
    """
    found = _CAPITALS.fullmatch(word)
    if not found:
        return ""
    capitals, plural = found["capitals"], found["plural"] or ""
    if capitals in _AS_WORDS:
        return capitals.lower() + plural
    if capitals in _SPELLED or not re.search("[AEIOUY]", capitals):
        return spelled(capitals) + ("'s" if plural else "")
    return ""


def spelled(word: str) -> str:
    return ".".join(word.upper())
