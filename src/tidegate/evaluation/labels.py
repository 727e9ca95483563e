"""Labels: how our entity types are called in a gold set, and which labels count as alike.

Gold sets name things by common labels, so that sets of different origin can be read alike. Where our type has another
name, or is finer than any label, the table below says which label it is; a type that is not in it is its own label. A
label's groups say what may be taken for what: in a relaxed match two labels need only share a group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tidegate import taxonomy

COMMON_LABELS: Mapping[str, str] = {
    "person": "person_name",
    "medical_professional": "person_name",
    "origin": "nationality",
    "language": "demographic",
    "marital_status": "demographic",
    "religion": "demographic",
    "political_affiliation": "demographic",
    "sexuality": "demographic",
    "physical_attribute": "demographic",
    "zodiac_sign": "demographic",
    "coordinates": "location",
    "medical_facility": "organization",
    "uuid": "unique_id",
    "numerical_pii": "unique_id",
    "date_interval": "date",
    "account_number": "bank_account",  # gold sets do not tell a customer's account from a bank's
    "routing_number": "bank_account",
}
SECRET = "secret"  # noqa: S105  the label of a record's verdict, where a set says only whether there is a secret


def label_of(entity_type: str) -> str:
    """The common label of a canonical type; of a policy's own type, its name."""
    return COMMON_LABELS.get(entity_type, entity_type)


def types_of(label: str) -> tuple[str, ...]:
    """Every canonical type that is called by this label, in the taxonomy's order."""
    return tuple(name for name in taxonomy.names() if label_of(name) == label)


@dataclass(frozen=True)
class Groups:
    """Which labels belong together. ``members`` are labels by group; groups may overlap."""

    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _by_label: Mapping[str, frozenset[str]] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_label: dict[str, set[str]] = {}
        for group, labels in self.members.items():
            for label in labels:
                by_label.setdefault(label, set()).add(group)
        object.__setattr__(self, "_by_label", {label: frozenset(groups) for label, groups in by_label.items()})

    def of(self, label: str) -> frozenset[str]:
        """The groups of a label; a label that is in none is a group of its own, by its own name."""
        return self._by_label.get(label) or frozenset((label,))

    def of_all(self, labels: Iterable[str]) -> frozenset[str]:
        return frozenset().union(*(self.of(label) for label in labels))

    def alike(self, left: str, right: str) -> bool:
        """Whether two labels share a group."""
        return left == right or not self.of(left).isdisjoint(self.of(right))
