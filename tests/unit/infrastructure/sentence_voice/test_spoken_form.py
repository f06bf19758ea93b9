"""Written words as they are said."""

import pytest

from infrastructure.adapters.sentence_voice.spoken_form import spoken_forms

CASES = [
    # Money
    ("It costs €49.90 a month.", "It costs forty-nine euros ninety a month."),
    ("or 49.90 € once,", "or forty-nine euros ninety once,"),
    ("EUR 49.90 in all", "forty-nine euros ninety in all"),
    ("The router is $1,299.", "The router is one thousand two hundred ninety-nine dollars."),
    ("19 EUR for students", "nineteen euros for students"),
    ("a £5 fee", "a five pounds fee"),
    ("only 0.50 € more", "only fifty cents more"),
    ("1.00 euro.", "one euro."),
    ("that is €1.05", "that is one euro and five cents"),
    ("£1.50 and £0.01", "one pound fifty and one penny"),
    ("1,200 EUR a year", "one thousand two hundred euros a year"),
    ("12,50 € or 1.299,00 €", "twelve euros fifty or one thousand two hundred ninety-nine euros"),
    ("about €0.325 per kWh", "about zero point three two five euros per kilowatt hour"),
    ("€29.90/month", "twenty-nine euros ninety per month"),
    ("25 ct/kWh", "twenty-five cents per kilowatt hour"),
    ("a refund of -€5", "a refund of minus five euros"),
    ("between €5-10 and €2 million", "between five to ten euros and two million euros"),
    ("35 euros 10 a month", "thirty-five euros ten a month"),
    # Numbers
    ("1,000 people and 12000 more", "one thousand people and twelve thousand more"),
    ("3.5 times, 3,5 times", "three point five times, three point five times"),
    ("it fell to -5", "it fell to minus five"),
    ("8-20 days", "eight to twenty days"),
    ("8 – 20 GB", "eight to twenty gigabytes"),
    ("2x faster", "two times faster"),
    ("a 3x4 grid", "a three by four grid"),
    ("the 1st, 23rd and 101st", "the first, twenty-third and one hundred first"),
    ("10% off, 99.9 % up", "ten percent off, ninety-nine point nine percent up"),
    ("8-20% of 5,000,000", "eight to twenty percent of five million"),
    ("1/2 of it, 3/4 of that", "one half of it, three quarters of that"),
    ("1½ hours, ½ a day", "one and a half hours, a half a day"),
    ("2 + 2 = 4, 5+3", "two plus two equals four, five plus three"),
    ("8 - 2 = 6", "eight minus two equals six"),
    ("≥5 and ~10", "at least five and about ten"),
    # Dates, years and times
    ("on 2026-11-21 we", "on the twenty-first of November twenty twenty-six we"),
    ("on the 21/11/2026.", "on the twenty-first of November twenty twenty-six."),
    ("by 21 Nov 2026, or", "by the twenty-first of November twenty twenty-six, or"),
    ("since Nov 21, 2026", "since November twenty-first, twenty twenty-six"),
    ("on 3 May at noon", "on the third of May at noon"),
    ("the 21st of Nov. 2026", "the twenty-first of November twenty twenty-six"),
    ("from 21-23 November", "from the twenty-first to the twenty-third of November"),
    ("due on 21/11", "due on the twenty-first of November"),
    ("You may call 5 times", "You may call five times"),
    ("in 2009 and since 1999", "in two thousand nine and since nineteen ninety-nine"),
    ("in 1905, the 1990s", "in nineteen oh five, the nineteen nineties"),
    ("by 2000 customers", "by two thousand customers"),
    ("at 8:00 or 14:30", "at eight o'clock or two thirty P.M"),
    ("8pm, 9 a.m. and 8:05 pm", "eight P.M, nine A.M and eight oh five P.M"),
    ("until 9 p.m.", "until nine P.M."),
    ("open 8:00-20:00", "open eight A.M to eight P.M"),
    ("from 08:15 to 00:00", "from eight fifteen A.M to midnight"),
    ("Mon-Fri 9:00–17:00, Sat 10-14", "Monday to Friday nine A.M to five P.M, Saturday ten to fourteen"),
    # Units
    ("up to 250 Mbit/s.", "up to two hundred fifty megabits per second."),
    ("1 Gbps and 5GB", "one gigabit per second and five gigabytes"),
    ("12 km, 80 m², 1 m", "twelve kilometres, eighty square metres, one metre"),
    ("-5°C to 21 °C", "minus five degrees Celsius to twenty-one degrees Celsius"),
    ("3 kWh per GB", "three kilowatt hours per gigabyte"),
    ("5 min, 2 h, 20 ms", "five minutes, two hours, twenty milliseconds"),
    ("5 min. later at 2.4GHz", "five minutes later at two point four gigahertz"),
    ("100/40 Mbit/s, 60 GB/month", "one hundred slash forty megabits per second, sixty gigabytes per month"),
    # Telephones and codes
    ("Call 0800 555 0100 now.", "Call zero eight zero zero, five five five, zero one zero zero now."),
    (
        "ring +49 30 1234567",
        "ring plus four nine, three zero, one two three, four five six seven",
    ),
    ("on 0800-555-0100", "on zero eight zero zero, five five five, zero one zero zero"),
    ("It is ticket 40712.", "It is ticket four zero seven one two."),
    ("Ticket T-40712 is open", "Ticket T four zero seven one two is open"),
    ("#40712, reason #2", "number four zero seven one two, reason number two"),
    ("your order number is 90381", "your order number is nine zero three eight one"),
    ("tickets 40712 and 40713", "tickets four zero seven one two and four zero seven one three"),
    ("customer no. 4711, visit 5", "customer number four seven one one, visit five"),
    ("code AB12-3F or 7F3K", "code A.B one two three F or seven F three K"),
    ("postcode 10115 or SW1A 1AA", "postcode one zero one one five or S.W one A one A.A"),
    (
        "outages in 10115 and 10117.",
        "outages in one zero one one five and one zero one one seven.",
    ),
    ("in 10115 homes", "in ten thousand one hundred fifteen homes"),
    ("the account ending in 4711", "the account ending in four seven one one"),
    ("94.3/39.8 Mbps", "ninety-four point three slash thirty-nine point eight megabits per second"),
    ("4th-gen, €5/mo.", "fourth gen, five euros per month."),
    ("PIN 0042", "pin zero zero four two"),
    ("digits 4 2 1 7 5", "digits four two one seven five"),
    ("we order 300 units", "we order three hundred units"),
    ("invoice INV-2024-0012", "invoice I.N.V two zero two four zero zero one two"),
    # Abbreviations and capitals
    ("e.g. this, i.e. that, etc.", "for example this, that is that, et cetera."),
    ("Mr. Smith saw Dr. Jones", "Mister Smith saw Doctor Jones"),
    ("St. Mary on High St. today", "Saint Mary on High Street today"),
    ("approx. 5, incl. VAT", "approximately five, including V.A.T"),
    ("min. 3, max. 4, no. 5", "minimum three, maximum four, number five"),
    ("He said no.", "He said no."),
    ("A vs. B, w/o delay, ASAP", "A versus B, without delay, as soon as possible"),
    ("FAQs on USB, LAN and WiFi", "F.A.Q's on U.S.B, lan and WiFi"),
    ("the IP, PIN and ISO", "the I.P, pin and I.S.O"),
    ("the U.S. and the U.K. now", "the U.S and the U.K now"),
    ("RJ45, IPv6, WPA2, USB-C", "R.J forty-five, I.P version six, W.P.A two, U.S.B C"),
    ("v2.5, 5G and 802.11ac", "version two point five, five G and eight zero two point eleven A.C"),
    ("at 192.168.0.1", "at one nine two dot one six eight dot zero dot one"),
    # Addresses
    ("https://www.northwind.example/plans?a=b.", "northwind dot example."),
    ("see northwind.example/help, or", "see northwind dot example, or"),
    ("help-desk@northwind.example.", "help dash desk at northwind dot example."),
    # Markdown
    ("**Really**, `yes` and _so_", "Really, yes and so"),
    ("- [ ] unplug it", "unplug it"),
    ("## Plans", "Plans"),
    ("1. Unplug it.", "one. Unplug it."),
    ("see [our plans](https://a.example/x_(y)) now", "see our plans now"),
    ('see [it](https://a.example/x "The title"), now', "see it, now"),
    ("3 * 4 and * one", "three times four and one"),
    ("| Plan | Price |", "Plan, Price,"),
    ("|---|:--:|", ""),
    ("```python and snake_case", "and snake case"),
    # Signs
    ("Great!🎉 ✅ done", "Great! done"),
    ("router/modem, and/or 24/7", "router or modem, and or around the clock"),
    ("you & me, R&D", "you and me, R and D"),
    ("(or 10%), isn't it?!", "or ten percent, isn't it?!"),
    ("naïve “quote” – it’s", "naive quote, it's"),
    ("One moment … “please”", "One moment. please"),
    ("router(s) and C++", "routers and C plus plus"),
    ("a 24-month contract", "a twenty-four month contract"),
]


@pytest.mark.parametrize(("written", "said"), CASES)
def test_text_is_said_as_people_would_read_it_out(written: str, said: str) -> None:
    assert " ".join(filter(None, spoken_forms(written.split()))) == said


@pytest.mark.parametrize(
    ("written", "forms"),
    [
        ("It costs 49.90 € ** now", ["It", "costs", "forty-nine euros ninety", "", "", "now"]),
        ("19 EUR", ["nineteen", "euros"]),
        ("€3 million, yes", ["three million euros,", "", "yes"]),
        ("3 May 2026.", ["the third", "of May", "twenty twenty-six."]),
        ("0800 555 0100.", ["zero eight zero zero,", "five five five,", "zero one zero zero."]),
        ("yes – no", ["yes,", "", "no"]),
        ("wait (a bit) here", ["wait,", "a", "bit,", "here"]),
    ],
)
def test_every_word_keeps_its_place(written: str, forms: list[str]) -> None:
    assert spoken_forms(written.split()) == forms
