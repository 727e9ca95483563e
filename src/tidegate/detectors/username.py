"""User names: handles with an ``@`` in front, names that are said to be one, and folders named after their owner.

``@name`` is also how languages write annotations, and chats address everyone; the well-known ones are left alone, and
so are the names of properties in formats that write them so (``@timestamp``). After "user name" a word counts unless it
is the rest of a sentence ("the username is taken") or of a line of code (``user = await load()``).

Source:
    Handles: X, "Username rules" (15 characters, letters, digits, underscore), Instagram (30, full stops too), Reddit
    (``u/``, 3 to 20). Folders: Filesystem Hierarchy Standard 3.0 (``/home``), macOS and Windows (``Users``). Log lines:
    OpenSSH ``auth.c``, PAM ``pam_unix``. Properties: JSON-LD 1.1 section 1.7 (keywords), Logstash (event fields),
    OData 4.01 JSON section 4.5 (control information), Protocol Buffers (JSON form of ``Any``), XML 1.0 and HTML
    (attributes, as BadgerFish and xmltodict write them).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import re2
import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import Taken, matches, words
from tidegate.detectors.secret_forms import is_stand_in
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

_FLAGS = regex.IGNORECASE | regex.ASCII
_NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?"
_FORMS = (
    (
        "named",
        STRONG,
        lazy.compile(
            # Without quotes where the name is short: ``"user_id":`` stands in too many records to read each of them.
            r"(?:(?:user[ _-]?name|screen[ _-]?name|nick[ _-]?name|login[ _-]?name|account[ _-]?name|nutzername)"
            r"[\"'\]]{0,2}|(?<![A-Za-z0-9])(?:(?:user|login)[ _-]?id|login|user|handle|uid|nick|usuario))"
            r"\s{0,3}(?::=?|=>|={1,2})\s{0,3}[\"'`@]{0,2}"
            rf"(?P<name>{_NAME}(?:@{_NAME})?)",
            _FLAGS,
        ),
    ),
    (
        "said",
        MEDIUM,
        lazy.compile(
            r"(?:user[ _-]?(?:name|id)|screen[ _-]?name|nick[ _-]?name|login(?:[ _-]?(?:name|id))?|handle)"
            rf"\s(?:on \w{{2,20}} )?(?:is|was)(?:\s?:)?\s{{1,2}}[\"'`@]{{0,2}}(?P<name>{_NAME})",
            _FLAGS,
        ),
    ),
    (
        "log",
        MEDIUM,
        lazy.compile(
            r"(?:(?:for|by|as|invalid|illegal) user"
            r"|(?:password|publickey|keyboard-interactive/pam) for(?: invalid user)?|log(?:ged)? ?in as|signed in as)"
            rf"\s{{1,2}}[\"'`@]{{0,2}}(?P<name>{_NAME})",
            _FLAGS,
        ),
    ),
    (
        "quoted",
        MEDIUM,
        lazy.compile(
            rf"(?<![A-Za-z0-9_-])(?:user|account|login)\s(?P<quote>[\"'`])(?P<name>{_NAME})(?P=quote)"
            rf"|(?:for|of|into|to) account\s(?P<name>{_NAME})(?=\s(?:from|on|at|via|failed|succeeded)(?![A-Za-z]))",
            _FLAGS,
        ),
    ),
    (
        "folder",
        MEDIUM,
        lazy.compile(rf"(?:/home/|/Users/|(?<=[A-Z]:)\\{{1,2}}Users\\{{1,2}})(?P<name>{_NAME})", _FLAGS),
    ),
    (
        "profile",
        MEDIUM,
        lazy.compile(
            r"(?:(?:twitter|x|instagram|facebook|tiktok|github|gitlab|twitch|pinterest|medium|threads)\.(?:com|net|tv)/@?"
            r"|linkedin\.com/in/|reddit\.com/u(?:ser)?/|(?<![A-Za-z0-9])t\.me/|(?<![A-Za-z0-9.])/?u/)"
            # What goes on with a path is a page, a group or a repository rather than a person.
            r"(?P<name>[A-Za-z0-9_][A-Za-z0-9_.-]{1,62}[A-Za-z0-9_])(?![A-Za-z0-9_.-]|/(?!status/)[A-Za-z0-9])",
            _FLAGS,
        ),
    ),
    (
        "handle",
        MEDIUM,
        lazy.compile(
            r"(?<![A-Za-z0-9_@.%+/=~-])(?P<name>@[A-Za-z0-9_](?:[A-Za-z0-9_.]{0,28}[A-Za-z0-9_])?)"
            r"(?![A-Za-z0-9_@/(-]|\.[A-Za-z0-9_.]{1,40}\()",  # "@app.route(" decorates a function
            _FLAGS,
        ),
    ),
)
# "User: hello" is how transcripts name a speaker, so there a name must look made up.
_SPEAKER = lazy.compile(r"user\s*:\s+\S", _FLAGS)
_MADE_UP = lazy.compile(r"[0-9_.@]", _FLAGS)
_NOT_HANDLES = words(
    "all here everyone channel team media import charset keyframes supports page namespace layer container property"
    " override deprecated test nullable notnull param params return returns throws see since author version todo"
    " link gmail yahoo hotmail outlook icloud inheritdoc autowired component service bean entity table column"
    " getmapping postmapping staticmethod classmethod dataclass abstractmethod pytest injectable input output types"
    " babel angular"
)
# Whole names of properties; as values, or in a sentence, they are handles like any other.
_PROPERTIES = words(
    "context id type value language index graph list set reverse base vocab container nest none prefix propagate"
    " protected version direction json included timestamp metadata message fields source source_host source_path tags"
    " name class href src lang xmlns encoding count size unit code key ref status style title rel role text attributes"
    " category label description enabled disabled default min max width height format url uri path file line level"
)
_NAMESPACES = ("odata.", "microsoft.", "xsi.", "xml.", "xmlns.")
_NOT_PROFILES = words(
    "home about help legal privacy terms login signup settings explore search watch groups pages jobs"
)
_NOT_NAMES = words(
    "is are was not and or the a an my your our to for of in on at with by from invalid required taken incorrect"
    " wrong already available unknown null none nil true false empty missing name id password also same different"
    " string text int integer varchar undefined agent must should can cannot could will may please valid correct too"
    " just still what user users login shared public default case being no it that this who which as expired locked"
    " blocked disabled holder holders owner owners number numbers balance access team settings anonymous guest nobody"
    " n/a na failed failure success successful succeeded denied granted error ok"
)


# An unquoted value that code goes on with: an item, a call without arguments, of a text or by its verb, or a word that
# a name follows. "jroe(1001)" and "jroe (uid=7)" are names.
_CODE_BEHIND = lazy.compile(
    r"\[|\([)\"'`]|(?<=\b(?:await|async|new|yield|typeof|lambda|func|function))\s(?=[A-Za-z_(])"
    r"|(?<=[=.\s](?:get|load|find|fetch|create|make|use|parse|read|open|input|current|build|resolve)\w{0,32})\(",
    _FLAGS,
)
_CODE = lazy.compile(
    r"(?:self|this|req|request|ctx|context|args|params|config|settings|env|process|os|session|response|event|input)\.\S+",
    _FLAGS,
)
_HEXADECIMAL = lazy.compile(r"0x[0-9a-f]{1,16}", _FLAGS)  # a handle of the operating system

# A field that is named for one holds one, if its value is a single word; a number there is an id.
_FIELD = lazy.compile(
    r"(?:(?:user|screen|nick|login|account)[ _.-]?name|(?<![a-z])(?:user|login|nick|handle)|nutzername)\Z",
    regex.IGNORECASE | regex.ASCII,
)
# Who did something to a record: a person's short name, in small letters, or a program's.
_ACTOR = lazy.compile(
    r"(?:(?:creat|updat|modifi|chang|approv|request|submitt|open|clos|resolv|delet|upload|edit)ed[ _.-]?by"
    r"|assigned[ _.-]?(?:to|by)|assignee|reporter)\Z",
    regex.IGNORECASE | regex.ASCII,
)
_SHORT_NAME = lazy.compile(r"[a-z](?:[a-z0-9]|[._](?=[a-z0-9])){2,30}", regex.ASCII)
_PROGRAMS = words(
    "system sys admin administrator root scheduler cron batch api service bot job worker daemon nobody anonymous import"
    " importer migration sync terraform ansible jenkins github gitlab airflow automation auto backend frontend server"
    " client app web cli script pipeline trigger seed seeder rule policy engine support team sales ops devops finance"
    " billing qa dev test tester staff self me you manager owner user customer agent"
)
NAMED_CHARS = range(2, 65)  # code points of a value in such a field


class Username:
    """Finds user names and handles."""

    name = "username"
    version = "2"
    entity_types: tuple[str, ...] = ("username",)
    context = words(
        "username usernames login user userid handle nick nickname screenname twitter instagram account profile"
    )
    refute: frozenset[str] = frozenset()
    needs = wide_needs = (
        r"[^A-Za-z0-9_@.%+/=~-]@[A-Za-z0-9_]"
        r"|(?i:(?:user|screen|nick|login|account)[ _-]?name|nutzername|logg?e?d? ?in as|signed in as"
        r"|(?:user|login|user[ _-]?id|login[ _-]?id|handle|uid|nick|usuario)\s{0,3}[:=]"
        r"|(?:user[ _-]?id|login|login[ _-]?id|handle)\s(?:on [a-z0-9_]{2,20} )?(?:is|was)"
        r"|(?:user|account|login)\s[\"'`]|(?:for|of|into|to) account\s"
        r"|(?:for|by|as|invalid|illegal) user|(?:password|publickey|interactive/pam) for|/home/|[/\\]users[/\\]"
        r"|(?:twitter|x|instagram|facebook|tiktok|github|gitlab|twitch|pinterest|medium|threads)\.(?:com|net|tv)/"
        r"|linkedin\.com/in/|t\.me/|u/[a-z0-9_][a-z0-9_.-]{2}"
        r"|(?:user|login|nick|handle|ed[ _.-]?by|assigned[ _.-]?to|assignee|reporter)\"\s*:)"
    )
    _needed = re2.compile(needs)

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if self._needed.search(f" {text}"):  # it looks at what stands before
                found.extend(self._read(index, text))
            if _is_named(batch.names[index], text):
                found.append(Candidate(index, 0, len(text), "username", MEDIUM, self.name, "field"))
        return sorted(found)

    def _read(self, index: int, text: str) -> Iterator[Candidate]:
        taken = Taken()
        for pattern, score, form in _FORMS:
            for match in matches(form, text, detector=self.name):
                start, end = match.span("name")
                if not _is_no_name(pattern, match, text) and taken.take(start, end):
                    yield Candidate(index, start, end, "username", score, self.name, pattern)


def _is_named(name: str, text: str) -> bool:
    """Whether the field's name says that its whole value is a user name."""
    if not name or len(text) not in NAMED_CHARS or len(text.split()) != 1:
        return False
    value = text.casefold()
    if _FIELD.search(name) is None:
        return (
            _ACTOR.search(name) is not None and _SHORT_NAME.fullmatch(text) is not None and value not in _PROGRAMS
        ) and value not in _NOT_NAMES
    return any(map(str.isalpha, value)) and value not in _NOT_NAMES and not is_stand_in(text) and _is_plain(value)


def _is_plain(value: str) -> bool:
    return "@" not in value[1:] and _HEXADECIMAL.fullmatch(value) is None


def _is_no_name(pattern: str, match: regex.Match[str], text: str) -> bool:
    name = match["name"]
    value = name.casefold()
    if not any(map(str.isalpha, value)):
        return True
    if pattern == "handle":
        return value[1:] in _NOT_HANDLES or (len(value) == len(text) and _is_property(value[1:]))
    if pattern == "quoted" and value in _PROGRAMS:
        return True
    if value in _NOT_NAMES or is_stand_in(value) or (pattern == "profile" and value in _NOT_PROFILES):
        return True
    if pattern != "named":
        return False
    if _HEXADECIMAL.fullmatch(value) is not None or _is_code(text, *match.span("name")):
        return True
    return _SPEAKER.match(match[0]) is not None and not _MADE_UP.search(name)


def _is_property(name: str) -> bool:
    """Whether a text that is ``@`` and this name, and nothing else, is a property of a format that writes them so."""
    return name in _PROPERTIES or name.startswith(_NAMESPACES)


def _is_code(text: str, start: int, end: int) -> bool:
    """Whether a value without quotes is a part of a program."""
    if text[start - 1] in "\"'`":
        return False
    return _CODE_BEHIND.match(text, end) is not None or _CODE.fullmatch(text, start, end) is not None
