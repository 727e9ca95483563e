"""``tidegate worker``: the data plane."""

from __future__ import annotations

import typer

from tidegate.commands import _shared


def worker(
    processes: int = typer.Option(1, "--processes", "-n", min=1, max=256, help="Processes, each with its own lanes."),
) -> int:
    """The data plane: takes part in every open run until it is stopped (SIGTERM drains).

    Each process serves /healthz, /readyz and /metrics on `worker_port` plus its number (9464, 9465, ...). Where the
    broker is and which key file to use is said by tidegate.yaml or the environment.

    \b
    EXAMPLES
      tidegate worker
      tidegate worker --processes 4
      TIDEGATE_BOOTSTRAP_SERVERS=kafka-1:9093 TIDEGATE_KEY_FILE=keys.json tidegate worker
    """
    settings = _shared.settings()
    from tidegate.worker import run_worker

    return run_worker(settings, processes=processes)
