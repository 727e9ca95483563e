"""What invented people write, from a seed: the records of the demo and of every test that needs many.

The same seed gives the same bytes on every machine. Each record carries its ground truth, the list of planted values,
so that a test can look for them in a clean topic and prove that none is there. Nobody real is in here; where the values
come from is said in `tidegate.testing.people`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tidegate.records import Headers
from tidegate.testing.people import Person, person

FLOWS = ("support-chat", "app-logs", "customers")

_PRODUCTS = ("kettle K-200", "desk lamp", "trail shoes", "noise meter", "router R7", "tea set", "camp stove")


class Planted(NamedTuple):
    """A piece of personal data that stands in a record, spelt as it stands there."""

    entity_type: str
    value: str


class SyntheticRecord(NamedTuple):
    """One record for a raw topic with its ground truth.

    ``planted`` lists what the shipped detectors must find. ``names`` are names of people in free text: they are true
    personal data, but no structured detector can find them.
    """

    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    planted: tuple[Planted, ...] = ()
    names: tuple[str, ...] = ()


# A conversation is a list of turns: "a" the agent, "c" the customer. Slots named after a field of Person are planted.
_SCRIPTS: tuple[tuple[str, ...], ...] = (
    (
        "c:Hi, this is {name}. My {product} never arrived, order {order}.",
        "a:Sorry to hear that! Which e-mail address is the order under?",
        "c:{email} 🙂",
        "a:Thank you. And a phone number for the courier?",
        "c:{phone_number}, mornings please.",
        "a:Done. The courier will call {phone_number} and we wrote to {email}.",
    ),
    (
        "c:I was charged twice, {amount} each time.",
        "a:Let me look. What is the card number, please?",
        "c:It is {credit_card_number}, expires next year.",
        "a:I see two payments for order {order}. One goes back to your card within 5 days.",
        "c:Great, confirm to {email} please.",
    ),
    (
        "c:Can you refund {amount} to my bank account instead?",
        "a:Of course. What is the IBAN?",
        "c:IBAN {iban}",
        "a:Noted. For security, what is your date of birth?",
        "c:{date}",
        "a:Thanks, the refund for order {order} is on its way.",
    ),
    (
        "c:Your portal blocks me. My IP address is {ip_address}.",
        "a:Which device is it? The MAC address would help.",
        "c:{mac_address}, it is my {product}.",
        "a:I have let {ip_address} in again, please try now.",
        "c:Works. Thanks!",
    ),
    (
        "c:Hello, I need the tax form 1099 for last year.",
        "a:Happy to help. For the form I need your social security number.",
        "c:My SSN is {ssn}.",
        "a:And where may I send it?",
        "c:{email}, or fax to {phone_number}.",
    ),
    (
        "c:I pasted my key by mistake: {api_key}",
        "a:I have revoked it. Never share a key in chat, please.",
        "c:My profile is {url} if you need it.",
        "a:Found it, ticket {ticket} is closed.",
    ),
    (
        "c:Do you ship the {product} to Canada? It costs {amount} here.",
        "a:Yes, within 7 days. Version 2.10.3 of the app shows the price with tax.",
        "c:Perfect, I will order 2 of them.",
        "a:Thank you! Your reference is {ticket}.",
    ),
)

_LOG_LINES: tuple[str, ...] = (
    '{ip_address} - - [{clock}] "GET /orders/{order}?email={email} HTTP/1.1" 200 5123 "-" "curl/8.5.0"',
    "{clock} INFO  checkout.payment order={order} amount={amount} card={credit_card_number} captured took_ms={ms}",
    "{clock} WARN  auth.login failed for user {email} from {ip_address} (attempt {few})",
    "{clock} DEBUG http.client headers: Authorization: Bearer {api_key}",
    "{clock} INFO  sms.gateway sent template=otp to {phone_number} message_id={ticket}",
    "{clock} ERROR billing.sepa transfer rejected iban={iban} code=AC04 order={order}",
    "{clock} INFO  dhcp lease {ip_address} to {mac_address} for {ms}s",
    '{clock} INFO  audit {{"actor": "{email}", "action": "profile.view", "target": "{url}"}}',
    "{clock} INFO  kyc.check ssn={ssn} result=match took_ms={ms}",
    "{clock} INFO  scheduler job=reindex shard={few} docs={ms} version=2.10.3 ok",
    "{clock} WARN  cache evicted {ms} keys in {few} ms, hit rate 0.{ms}",
)

_PLANS = ("free", "basic", "plus", "team")
_SLOTS = frozenset(
    (
        "email",
        "phone_number",
        "credit_card_number",
        "iban",
        "ssn",
        "date",
        "ip_address",
        "mac_address",
        "url",
        "api_key",
    )
)


def _fill(template: str, who: Person, rng: random.Random) -> tuple[str, tuple[Planted, ...], tuple[str, ...]]:
    """A template with its slots filled: the text, what was planted in it, and the names in it."""
    used: list[Planted] = []
    names: list[str] = []

    class Slots(dict[str, str]):
        def __missing__(self, slot: str) -> str:
            if slot in _SLOTS:
                value: str = getattr(who, slot)
                used.append(Planted(slot, value))
                return value
            if slot == "name":
                names.append(who.name)
                return who.name
            return _plain(slot, rng)

    text = template.format_map(Slots())
    return text, tuple(used), tuple(names)


def _plain(slot: str, rng: random.Random) -> str:
    """A value that is nobody's: it must come through unchanged."""
    if slot == "order":
        return f"A-{rng.randrange(10_000, 100_000)}"
    if slot == "ticket":
        return f"T-{rng.randrange(1_000_000, 10_000_000)}"
    if slot == "amount":
        return f"${rng.randrange(5, 400)}.{rng.randrange(100):02d}"
    if slot == "product":
        return rng.choice(_PRODUCTS)
    if slot == "clock":
        day, hour, minute = rng.randrange(1, 29), rng.randrange(24), rng.randrange(60)
        second, milliseconds = rng.randrange(60), rng.randrange(1000)
        return f"2026-03-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}.{milliseconds:03d}Z"
    if slot == "few":
        return str(rng.randrange(1, 10))
    if slot == "ms":
        return str(rng.randrange(10, 1000))
    raise KeyError(slot)


def _compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def support_chat(seed: int) -> Iterator[SyntheticRecord]:
    """Endless support conversations as JSON, one turn a record; the key is the conversation's id.

    Three conversations run at a time, so that their turns interleave as they do in a real topic.
    """
    rng = random.Random(f"support-chat/{seed}")  # noqa: S311  a seeded generator of samples, not a secret
    count = 0
    running: list[Iterator[SyntheticRecord]] = []
    while True:
        while len(running) < 3:
            count += 1
            running.append(_conversation(f"c-{count:06d}", rng))
        at = rng.randrange(len(running))
        turn = next(running[at], None)
        if turn is None:
            del running[at]
        else:
            yield turn


def _conversation(conversation_id: str, rng: random.Random) -> Iterator[SyntheticRecord]:
    who = person(rng)
    for turn, line in enumerate(rng.choice(_SCRIPTS), start=1):
        role, template = line.split(":", 1)
        text, planted, names = _fill(template, who, rng)
        row = {
            "conversation_id": conversation_id,
            "turn": turn,
            "role": "agent" if role == "a" else "customer",
            "text": text,
            "meta": {"channel": rng.choice(("web", "app")), "queue": f"q{rng.randrange(1, 5)}"},
        }
        headers: Headers = (
            ("traceparent", f"00-{rng.randrange(16**32):032x}-{rng.randrange(16**16):016x}-01".encode()),
        )
        yield SyntheticRecord(conversation_id.encode(), _compact(row), headers, planted, names)


def app_logs(seed: int) -> Iterator[SyntheticRecord]:
    """Endless free-text log lines; the key is the host that wrote them."""
    rng = random.Random(f"app-logs/{seed}")  # noqa: S311  a seeded generator of samples, not a secret
    while True:
        text, planted, names = _fill(rng.choice(_LOG_LINES), person(rng), rng)
        yield SyntheticRecord(f"web-{rng.randrange(1, 9)}".encode(), text.encode(), (), planted, names)


def customers(seed: int) -> Iterator[SyntheticRecord]:
    """Endless customer rows as JSON objects; the key is the customer's id."""
    rng = random.Random(f"customers/{seed}")  # noqa: S311  a seeded generator of samples, not a secret
    while True:
        who = person(rng)
        note, in_note, names = _fill(
            rng.choice(("", "", "Prefers {phone_number} after 6 pm.", "Second account: {email}")), who, rng
        )
        row = {
            "customer_id": who.customer_id,
            "name": who.name,
            "email": who.email,
            "phone": who.phone_number,
            "born": who.date,
            "ssn": who.ssn,
            "card": who.credit_card_number,
            "iban": who.iban,
            "address": {"street": who.street, "city": who.city, "postal_code": who.postal_code},
            "plan": rng.choice(_PLANS),
            "orders": rng.randrange(40),
            "spent": round(rng.random() * 900, 2),
            "notes": note,
        }
        planted = (
            Planted("person", who.name),
            Planted("email", who.email),
            Planted("phone_number", who.phone_number),
            Planted("date_of_birth", who.date),
            Planted("ssn", who.ssn),
            Planted("credit_card_number", who.credit_card_number),
            Planted("iban", who.iban),
            Planted("street_address", who.street),
            *in_note,
        )
        yield SyntheticRecord(who.customer_id.encode(), _compact(row), (), planted, names)


_GENERATORS: dict[str, Callable[[int], Iterator[SyntheticRecord]]] = {
    "support-chat": support_chat,
    "app-logs": app_logs,
    "customers": customers,
}


def records(flow: str, count: int, *, seed: int = 1) -> Sequence[SyntheticRecord]:
    """The first ``count`` records of a flow, one of `FLOWS`.

    Raises:
        KeyError: If there is no such flow.
    """
    generator = _GENERATORS[flow](seed)
    return [next(generator) for _ in range(count)]
