"""File names: what ends in the extension of a document, picture, recording, archive or data file.

People name files after people ("cv_jane_doe.pdf"), so the name is hidden and its folder left to other detectors. The
extensions are a closed list without those that are also a top-level domain or a word (``.com``, ``.me``, ``.so``).
A name without quotes has no spaces; one in quotes may.

Source:
    IANA "Media types" and the extensions registered there, Microsoft "Common file name extensions in Windows".
"""

from __future__ import annotations

from collections.abc import Sequence

import re2
import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import Taken, matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

EXTENSIONS = (
    "pdf doc docx dotx odt rtf txt tex xls xlsx xlsm ods csv tsv ppt pptx odp vsd eml msg pst mbox ics vcf"
    " jpg jpeg png gif bmp tif tiff heic webp svg psd dcm mp3 wav m4a flac ogg aac amr mp4 avi mkv mov wmv webm"
    " zip rar 7z tar gz tgz bz2 xz iso dmg exe msi apk log json jsonl xml yaml yml ini conf cfg html htm sql db sqlite"
    " mdb accdb parquet avro bak dat p12 pfx pem crt cer ppk kdbx xps epub mobi"
)
_ENDING = rf"\.(?:{'|'.join(EXTENSIONS.split())})"
_AFTER = r"(?![\p{Latin}\p{N}\p{M}_]|[.-][\p{L}\p{N}])"
_PART = r"[\p{L}\p{N}\p{M}_()+~&#'$%=-]"
_INSIDE = r"[^\"\u201c\u201d`\r\n/\\]"
_FORMS = (
    (
        "quoted",
        STRONG,
        lazy.compile(
            rf"[\"\u201c`](?:{_INSIDE}{{0,200}}[/\\]){{0,16}}(?P<name>{_INSIDE}{{1,120}}{_ENDING})(?=[\"\u201d`])",
            regex.IGNORECASE,
        ),
    ),
    (
        "name",
        MEDIUM,
        lazy.compile(
            r"(?<![\p{Latin}\p{N}\p{M}_.@-])"
            rf"(?P<name>[\p{{L}}\p{{N}}_](?:{_PART}|\.(?={_PART})){{0,200}}+)(?<={_ENDING}){_AFTER}",
            regex.IGNORECASE,
        ),
    ),
)


class Filename:
    """Finds file names with a known extension."""

    name = "filename"
    version = "1"
    entity_types: tuple[str, ...] = ("filename",)
    context = words("file files filename attachment attached document folder path upload uploaded download downloaded")
    refute: frozenset[str] = frozenset()
    needs = rf"(?i:[!-~]{_ENDING})"
    wide_needs = rf"(?i:{_ENDING})"
    _needed = re2.compile(wide_needs)

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if "." not in text or not self._needed.search(text):
                continue
            taken = Taken()
            for pattern, score, form in _FORMS:
                for match in matches(form, text, detector=self.name):
                    start, end = match.span("name")
                    if taken.take(start, end):
                        found.append(Candidate(index, start, end, "filename", score, self.name, pattern))
        return sorted(found)
