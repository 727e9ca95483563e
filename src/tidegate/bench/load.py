"""The records that the benchmarks carry: invented, from a seed, 100 bytes of JSON each on average.

A quarter of them holds one piece of personal data (an e-mail address, a phone number, a payment card, an IP address,
in turn), wherever people put such things. The other three quarters are what most topics are made of: ids, states,
amounts, versions and short sentences, near misses included (order numbers, decimals, long counters), so that a fast way
past them has to earn its speed. They are ASCII, unless asked for otherwise.

`messages` gives the same as texts of a chat, 85 to 100 characters each, with the place of what was planted: for
libraries that read text and know nothing of records.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tidegate.testing.people import Person, person

PLANTED = ("email", "phone_number", "credit_card_number", "ip_address")
PEOPLE = 2_000  # invented people whose values are used; more than a cache of one batch would help with
HIT_EVERY = 4  # one record in so many holds personal data

_HITS: tuple[str, ...] = (
    "Please write to {value} about it",
    "Customer left {value} as contact",
    "Reached them under {value} today",
    "Noted {value} for this order",
)
_MISSES: tuple[str, ...] = (
    "Parcel {ticket} left the warehouse",
    "Sensor {few} reads {amount} at noon",
    "Version 2.10.3 shows the tax",
    "The kettle K-200 is back in stock",
    "Thank you! All is fine here",
    "Cache is warm, hit rate 0.{few}",
    "Step {few} of 12 done in {few} ms",
)
_MORE: tuple[str, ...] = (
    "We have been waiting for a while and would like to know more.",
    "It was said that somebody would look into this on the same day.",
    "Nothing else has changed since order {ticket} was made.",
    "The invoice over {amount} was settled at once, with no delay.",
    "Row {few} of the list is the one that matters to all of us.",
    "Could you have a look, and tell the others when it is settled?",
    "My colleague in the warehouse says that it weighs {amount} kg.",
    "The page showed error {few} twice, then it worked as it should.",
)
MESSAGE_CHARS = (85, 100)  # code points, both ends included
MESSAGE_PLANTED = (*PLANTED, "ssn")
_FILLERS = ("ok", "thanks", "so far", "as agreed", "by the way", "once more", "if you can", "just as before")
_ACCENTED = (" f\u00fcr alle", " d\u00e9j\u00e0", " ma\u00f1ana", " \u2013 sp\u00e4ter", " \u017ceby")
_STATES = ("open", "paid", "sent", "done", "late")
_KINDS = ("order", "chat", "stock", "audit")
_WORD = re.compile(rb"[A-Za-z0-9]+")


def records(count: int, *, seed: int = 1, accents: bool = False) -> Sequence[bytes]:
    """The first ``count`` values for the raw topic; the same seed gives the same bytes. With ``accents`` each note goes
    on with a word that is not ASCII, as most texts outside of English do; nothing else changes.
    """
    rng = random.Random(f"bench/{seed}")  # noqa: S311  a seeded generator of samples, not a secret
    people = [person(rng) for _ in range(PEOPLE)]
    return [_record(number, rng, people, _ACCENTED if accents else ("",)) for number in range(count)]


@dataclass(frozen=True, slots=True)
class Message:
    """A text, and the one piece of personal data in it: its type and ``[start, end)`` in code points, or nothing."""

    text: str
    entity_type: str | None = None
    start: int = 0
    end: int = 0


def messages(count: int, *, seed: int = 1) -> Sequence[Message]:
    """The first ``count`` messages; the same seed gives the same ones."""
    rng = random.Random(f"bench/messages/{seed}")  # noqa: S311  a seeded generator of samples, not a secret
    people = [person(rng) for _ in range(PEOPLE)]
    return [_message(number, rng, people) for number in range(count)]


def _message(number: int, rng: random.Random, people: Sequence[Person]) -> Message:
    planted, value = None, ""
    first = _MISSES[rng.randrange(len(_MISSES))]
    if number % HIT_EVERY == 0:
        planted = MESSAGE_PLANTED[number // HIT_EVERY % len(MESSAGE_PLANTED)]
        value = getattr(people[rng.randrange(len(people))], planted)
        first = _HITS[rng.randrange(len(_HITS))]
        if planted == "ssn":
            first = "My SSN is {value}, for the form"
    numbers = {
        "ticket": f"T-{rng.randrange(100_000, 1_000_000)}",
        "amount": f"{rng.randrange(5, 400)}.{rng.randrange(100):02d}",
        "few": str(rng.randrange(10, 1000)),
    }
    start = first.find("{value}")
    text = f"{first.format(value=value, **numbers)}. {_MORE[rng.randrange(len(_MORE))].format(**numbers)}"
    while len(text) < MESSAGE_CHARS[0]:
        text = f"{text} {_FILLERS[rng.randrange(len(_FILLERS))]}"
    if planted is None:
        return Message(text[: MESSAGE_CHARS[1]])
    return Message(text[: MESSAGE_CHARS[1]], planted, start, start + len(value))


def words(values: Sequence[bytes]) -> int:
    """Words in these values: runs of ASCII letters and digits, property names included."""
    return sum(len(_WORD.findall(value)) for value in values)


def _record(number: int, rng: random.Random, people: Sequence[Person], ends: Sequence[str]) -> bytes:
    if number % HIT_EVERY == 0:
        who = people[rng.randrange(len(people))]
        value = getattr(who, PLANTED[number // HIT_EVERY % len(PLANTED)])
        text = _HITS[rng.randrange(len(_HITS))].format(value=value)
    else:
        text = _MISSES[rng.randrange(len(_MISSES))].format(
            ticket=f"T-{rng.randrange(100_000, 1_000_000)}",
            amount=f"{rng.randrange(5, 400)}.{rng.randrange(100):02d}",
            few=rng.randrange(10, 1000),
        )
    row = {
        "id": f"A-{rng.randrange(10_000, 100_000)}",
        "kind": _KINDS[rng.randrange(len(_KINDS))],
        "state": _STATES[rng.randrange(len(_STATES))],
        "count": rng.randrange(1, 1000),
        "note": text + ends[number % len(ends)],
    }
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
