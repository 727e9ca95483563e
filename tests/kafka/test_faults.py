"""The client's forty errors become the four faults that a lane acts on."""

from __future__ import annotations

import pytest
from aiokafka import errors

from tidegate.errors import AuthorizationFault, ClientFault, KafkaFault, LaneFenced, OutputRejected
from tidegate.kafka.faults import classify


def wrapped(error: Exception) -> Exception:
    outer: Exception = errors.KafkaError("Unexpected error during batch delivery")
    outer.__cause__ = error
    return outer


@pytest.mark.parametrize(
    ("error", "sent", "fault"),
    [
        (errors.ProducerFenced(), False, LaneFenced),
        (wrapped(errors.ProducerFenced()), True, LaneFenced),
        (errors.InvalidProducerEpoch(), True, LaneFenced),
        (errors.TopicAuthorizationFailedError("t"), True, AuthorizationFault),
        (errors.TransactionalIdAuthorizationFailed("id"), False, AuthorizationFault),
        (errors.GroupAuthorizationFailedError("g"), False, AuthorizationFault),
        (errors.MessageSizeTooLargeError(), True, OutputRejected),
        (errors.RecordListTooLargeError(), True, OutputRejected),
        (errors.InvalidTimestampError(), True, OutputRejected),
        (errors.CorruptRecordException(), True, OutputRejected),
        (errors.UnknownError(), True, OutputRejected),
        (errors.UnknownError(), False, ClientFault),
        (errors.OutOfOrderSequenceNumber(), True, ClientFault),
        (errors.InvalidTxnState(), False, ClientFault),
        (errors.KafkaTimeoutError(), True, ClientFault),
        (TimeoutError(), False, ClientFault),
        (AssertionError("Invalid state transition"), False, ClientFault),
        (RuntimeError("anything else"), False, ClientFault),
    ],
)
def test_errors_are_told_apart(error: Exception, sent: bool, fault: type[KafkaFault]) -> None:
    """Only a clear word of the broker is more than a client fault; causes count, texts do not show."""
    found = classify("step", error, sent=sent)
    assert type(found) is fault
    assert str(found).startswith("step: ")
    assert "anything else" not in str(found)


def test_a_remembered_fence_decides_over_an_assertion() -> None:
    assert type(classify("begin", AssertionError(), errors.ProducerFenced())) is LaneFenced
