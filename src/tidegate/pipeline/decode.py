"""Decode: bytes to documents. A record that breaks a rule of its format goes no further; it never becomes half a
document.
"""

from __future__ import annotations

from tidegate.codecs.base import Undecodable
from tidegate.errors import TemporaryFault
from tidegate.pipeline.plan import Plan
from tidegate.records import Document, DocumentBatch, Failure, RawBatch, Reason, Stage


def decode(batch: RawBatch, plan: Plan) -> DocumentBatch:
    """Decode every record; a tombstone has no document."""
    read = plan.codec.decode
    documents: list[Document | None] = []
    failures: dict[int, Failure] = {}
    for index, value in enumerate(batch.values):
        document = None
        if value is not None:
            try:
                document = read(value)
            except Undecodable as error:
                failures[index] = Failure(Stage.DECODE, error.reason)
            except TemporaryFault:
                raise
            except Exception:
                # What the codec did not foresee is still only this record's fault.
                failures[index] = Failure(Stage.DECODE, Reason.UNDECODABLE_SYNTAX)
        documents.append(document)
    return DocumentBatch(batch, documents, failures)
