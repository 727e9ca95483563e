"""Decode: bytes to documents. A record that breaks a rule of its format goes no further; it never becomes half a
document.
"""

from __future__ import annotations

from tidegate.codecs.base import Undecodable
from tidegate.errors import TemporaryFault
from tidegate.pipeline.plan import Plan
from tidegate.records import Document, DocumentBatch, Failure, GatedBatch, Reason, Stage


def decode(batch: GatedBatch, plan: Plan) -> DocumentBatch:
    """Decode every record that the gate did not settle; a tombstone has no document."""
    read, passed, plain = plan.codec.decode, batch.passed, batch.plain
    documents: list[Document | None] = [None] * len(batch.raw)
    failures: dict[int, Failure] = {}
    for index, value in enumerate(batch.raw.values):
        if index in passed or value is None or index in plain:
            continue
        try:
            documents[index] = read(value)
        except Undecodable as error:
            failures[index] = Failure(Stage.DECODE, error.reason)
        except TemporaryFault:
            raise
        except Exception:
            # What the codec did not foresee is still only this record's fault.
            failures[index] = Failure(Stage.DECODE, Reason.UNDECODABLE_SYNTAX)
    return DocumentBatch(batch, documents, failures)
