"""``tidegate entity-types``: what can be found, by whom, and under which names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from tidegate.commands import _shared
from tidegate.errors import ConfigurationError

if TYPE_CHECKING:
    from tidegate.detectors.catalogue import Entry

PAGE = "docs/entity-types.md"
_HEAD = f"""# Entity types

<!-- Made by `tidegate entity-types --markdown > {PAGE}`; a test compares. -->

What a policy can name in `detect.entity_types`, and what is found today. A parent enables its children; a child alone
hides its part where a detector can tell it apart, else the parent's whole span. Any alias may be written instead of the
name. The same list: `tidegate entity-types --json`, `GET /v1/entity-types`.

*Checked* means that a check digit, an issuer's range or a numbering plan is looked at. *Regions* are the countries of
which some form is read only where the policy's `regions` has them; *languages* are those whose words some form needs.
"""


def entity_types(
    markdown: bool = typer.Option(False, "--markdown", help=f"Print the page {PAGE}: the built-in detectors alone."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> int:
    """List the entity types: names, aliases, groups, and the detectors that find them.

    \b
    EXAMPLES
      tidegate entity-types
      tidegate entity-types --json
    """
    from tidegate.detectors import catalogue

    if markdown and as_json:
        raise ConfigurationError("--markdown and --json exclude each other")
    if markdown:
        print(page(), end="")
        return 0
    entries = catalogue.entries()
    if as_json:
        _shared.print_json({"entity_types": [entry._asdict() for entry in entries]})
        return 0
    width = max(len(entry.name) for entry in entries) + 2
    for entry, depth in in_tree(entries):
        found_by = ", ".join(entry.detectors) or "-"
        print(f"{'  ' * depth + entry.name:<{width}}  {found_by}{'  (checked)' if entry.checksum else ''}")
    return 0


def page() -> str:
    """The documentation's page; of the built-in detectors alone, so that no plug-in of one machine stands in it."""
    from tidegate import taxonomy
    from tidegate.detectors import catalogue

    entries = catalogue.entries(plugins=())
    lines = [_HEAD, "| type | found by | checked | regions | languages | aliases |", "|---|---|---|---|---|---|"]
    for entry, depth in in_tree(entries):
        cells = (
            "&nbsp;&nbsp;" * depth + f"`{entry.name}`",
            ", ".join(entry.detectors) or "nothing yet",
            "yes" if entry.checksum else "",
            " ".join(entry.regions),
            " ".join(entry.languages),
            ", ".join(entry.aliases),
        )
        lines.append(f"| {' | '.join(cells)} |".replace("  ", " ").replace("  ", " "))
    lines += [
        "",
        "## Groups",
        "",
        "`all` is every type; a group stands for those of its types that something finds.",
        "",
    ]
    lines += ["| group | types |", "|---|---|"]
    for group in taxonomy.GROUPS:
        if group != "all":
            members = ", ".join(f"`{entry.name}`" for entry in entries if group in entry.groups)
            lines.append(f"| `{group}` | {members} |")
    return "\n".join(lines) + "\n"


def in_tree(entries: Sequence[Entry], parent: str = "", depth: int = 0) -> Iterator[tuple[Entry, int]]:
    """Every type with its depth, children behind their parent."""
    for entry in entries:
        if entry.parent == parent:
            yield entry, depth
            yield from in_tree(entries, entry.name, depth + 1)
