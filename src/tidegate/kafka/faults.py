"""Which of our faults an error of the Kafka client is: the lane acts on four kinds, not on forty.

``LaneFenced`` and ``AuthorizationFault`` are only said when the broker said so. Whatever is unclear is a
``ClientFault``, because the cure for that one (a new client, the committed offset read again) is right for everything
else too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aiokafka import errors

from tidegate.errors import AuthorizationFault, ClientFault, KafkaFault, LaneFenced, OutputRejected

FENCED: tuple[type[BaseException], ...] = (errors.ProducerFenced, errors.InvalidProducerEpoch)
DENIED: tuple[type[BaseException], ...] = (
    errors.TopicAuthorizationFailedError,
    errors.GroupAuthorizationFailedError,
    errors.ClusterAuthorizationFailedError,
    errors.TransactionalIdAuthorizationFailed,
    errors.DelegationTokenAuthorizationFailed,
    errors.AuthenticationFailedError,
    errors.SaslAuthenticationFailed,
)
REJECTED: tuple[type[BaseException], ...] = (
    errors.MessageSizeTooLargeError,
    errors.RecordListTooLargeError,
    errors.RecordTooLargeError,
    errors.InvalidTimestampError,
    errors.CorruptRecordException,
    errors.UnsupportedForMessageFormatError,
    errors.PolicyViolationError,
)
# aiokafka does not know the broker's INVALID_RECORD (87) and shows it as UnknownError. As the answer to a produce
# request it must not be retried for ever, else one record holds its partition: bisecting finds it for the quarantine.
REJECTED_WHEN_SENT: tuple[type[BaseException], ...] = (*REJECTED, errors.UnknownError)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and its causes: aiokafka wraps the broker's word in a bare KafkaError."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__


def classify(step: str, *found: BaseException | None, sent: bool = False) -> KafkaFault:
    """Our fault for what a step raised.

    Args:
        step: What was being done, for the message.
        found: The error, and others that the client remembers (the reason why its background task ended). The first
            that says something clear decides.
        sent: Whether it is the answer to a produce request.

    Returns:
        The fault, to be raised ``from`` the error. Its message names the step and classes, never a record's value.
    """
    errors_found = [link for error in found for link in chain(error)]
    names = ", ".join(dict.fromkeys(type(error).__name__ for error in errors_found)) or "no error"
    message = f"{step}: {names}"
    kinds: tuple[tuple[tuple[type[BaseException], ...], type[KafkaFault]], ...] = (
        (FENCED, LaneFenced),
        (DENIED, AuthorizationFault),
        (REJECTED_WHEN_SENT if sent else REJECTED, OutputRejected),
    )
    for classes, fault in kinds:
        if any(isinstance(error, classes) for error in errors_found):
            return fault(message)
    return ClientFault(message)


def background_errors(producer: Any) -> list[BaseException]:
    """Why an ``AIOKafkaProducer`` refuses to work, where its public calls only fail an assertion.

    It keeps the reason in its sender's task and in the transaction's future, both private; without them a fenced
    producer could not be told from a broken one.
    """
    found: list[BaseException] = []
    for future in (
        getattr(getattr(producer, "_sender", None), "sender_task", None),
        getattr(getattr(producer, "_txn_manager", None), "_transaction_waiter", None),
    ):
        if future is not None and future.done() and not future.cancelled() and future.exception() is not None:
            found.append(future.exception())
    return found
