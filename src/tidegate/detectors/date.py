"""Calendar dates, in the forms of `tidegate.detectors.dates`.

A date beside a word for birth is left to `date_of_birth`: it stays a weak claim here, so that it is still hidden where
a policy runs this detector alone, and loses against the more telling type where both run.

Source:
    As in `tidegate.detectors.dates`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.date_of_birth import BIRTH_FIELD, is_of_birth
from tidegate.detectors.dates import DateReader
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate, Checksum


class Date:
    """Finds calendar dates."""

    name = "date"
    version = "4"
    entity_types: tuple[str, ...] = ("date",)
    context = words(
        "date dates day born dob birth birthday birthdate since until expires expiry due arrival departure on today"
    )
    refute = words("version release ip chapter section isbn")

    def __init__(self, config: DetectorConfig) -> None:
        self._reader = DateReader(config.languages)
        self.needs, self.wide_needs = self._reader.needs, self._reader.wide_needs

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            written = self._reader.read(text, detector=self.name)
            if not written:
                continue
            birth = BIRTH_FIELD.search(batch.names[index]) is not None or batch.expected[index] == "date_of_birth"
            for date in written:
                weak = not date.exists or birth or is_of_birth(text, date.start, date.end)
                found.append(
                    Candidate(
                        index,
                        date.start,
                        date.end,
                        "date",
                        WEAK if weak else date.score,
                        self.name,
                        date.form,
                        Checksum.NONE if date.exists else Checksum.FAILED,
                    )
                )
        return found
