"""Decode: bytes to documents. A record that breaks a rule of its format goes no further; it never becomes half a
document.
"""

from __future__ import annotations

from tidegate.codecs.base import Undecodable
from tidegate.errors import TemporaryFault
from tidegate.pipeline.plan import Plan
from tidegate.records import Document, DocumentBatch, Failure, RawBatch, Reason, Stage

NONE_PASSED: frozenset[int] = frozenset()


def decode(batch: RawBatch, plan: Plan) -> DocumentBatch:
    """Decode every record that the gate does not let pass; a tombstone has no document."""
    read = plan.codec.decode
    passed = plan.gate.passing(batch) if plan.gate is not None else NONE_PASSED
    documents: list[Document | None] = [None] * len(batch)
    failures: dict[int, Failure] = {}
    for index, value in enumerate(batch.values):
        if index in passed or value is None:
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
    return DocumentBatch(batch, documents, failures, passed)
