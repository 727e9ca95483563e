"""File names: by their extension."""

from __future__ import annotations

import pytest
import re2

from tests.detectors.claims import US, values
from tidegate.detectors.filename import Filename
from tidegate.pipeline.needs import as_member

DETECTOR = Filename(US)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see cv_jane_roe.pdf.", ["cv_jane_roe.pdf"]),
        ("/srv/data/scan.2024.tar.gz is full", ["scan.2024.tar.gz"]),
        (r"C:\docs\Roe.DOCX", ["Roe.DOCX"]),
        ('he sent "Letter to Roe (final).docx"', ["Letter to Roe (final).docx"]),
        ("Lebenslauf_M\u00fcller.odt", ["Lebenslauf_M\u00fcller.odt"]),
        ("photo.jpg, photo2.png", ["photo.jpg", "photo2.png"]),
        ("a file ending in .pdf", []),
        ("example.com", []),
        ("report.pdfx", []),
        ("data.json.decode()", []),
        ("bob@example.zip", []),  # an e-mail address
        ("version 1.2.3", []),
        ("", []),
    ],
)
def test_file_names_are_found_by_their_extension(text: str, found: list[str]) -> None:
    """The folder is left to others; and the gate sees the name."""
    assert values(DETECTOR, text) == found
    assert not found or not text.isascii() or re2.search(DETECTOR.needs, as_member("", text)) is not None
