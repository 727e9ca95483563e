"""What a transformer is: it takes a found value and gives what is published instead."""

from __future__ import annotations

from typing import NamedTuple, Protocol, runtime_checkable

from tidegate.keys import Keyring
from tidegate.spans import Finding


class Drop(Exception):
    """Raised by a transformer whose treatment is that the whole record is dropped."""


class Scope(NamedTuple):
    """Where a value stands, for treatments that depend on it.

    ``counter`` is the order (from 1) of the value among the distinct values of its type in its record. ``conversation``
    is the conversation's id or "", ``tenant`` the tenant's name or "".
    """

    counter: int = 1
    conversation: str = ""
    tenant: str = ""


@runtime_checkable
class Transformer(Protocol):
    """One way to hide a value.

    Attributes:
        name: The module's name, a verb.
        keeps_characters: True where characters of the value may be published; findings inside are then treated first.
        needs_key: True where it cannot work without a keyring.

    A transformer that never looks at ``Scope.counter`` may say ``counts = False``: values are then not numbered for it.
    One that gives the same text for every value of a type may say ``constant = True``: it is then asked once a type.
    One that writes ``Scope.counter`` may have ``numbered``, as `transformers.mark.Mark` does: numbers that stand in a
    record already are then skipped.
    """

    name: str
    keeps_characters: bool
    needs_key: bool

    def transform(self, value: str, finding: Finding, scope: Scope) -> str:
        """Give the text that is published instead of ``value``.

        Raises:
            Drop: If the policy says that a record with such a value is not published.
            TransformFailed: If the value cannot be hidden.
        """
        ...


class TransformerFactory(Protocol):
    """Builds a transformer from its options in the policy; raises `ConfigurationError` on options it does not know."""

    def __call__(self, options: object, keys: Keyring | None) -> Transformer: ...
