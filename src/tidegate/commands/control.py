"""``tidegate control``: the control plane."""

from __future__ import annotations

import typer

from tidegate.commands import _shared


def control(
    flows: bool = typer.Option(False, "--flows", help="Open a continuous run for each policy that names an input."),
) -> int:
    """The control plane: the HTTP endpoint, and what runs are to do. One of them works at a time.

    A second one that starts takes over, and the first ends.

    \b
    EXAMPLES
      tidegate control
      tidegate control --flows
      TIDEGATE_HTTP_PORT=9000 TIDEGATE_API_KEYS_FILE=api-keys.json tidegate control
    """
    settings = _shared.settings()
    from tidegate.control import run_control

    return run_control(settings, flows=flows)
