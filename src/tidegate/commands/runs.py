"""``tidegate runs``: drives runs over HTTP, as any other client of the run API does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tidegate.commands import _shared
from tidegate.commands._ending import ends
from tidegate.errors import ConfigurationError

if TYPE_CHECKING:
    from tidegate.commands.runs_client import RunsClient

app = typer.Typer(
    help="Drive runs over HTTP: TIDEGATE_URL says where the control plane is, TIDEGATE_API_KEY who asks.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Url = typer.Option(None, "--url", help="The control plane's URL [default: TIDEGATE_URL, else http://127.0.0.1:8080]")
Json = typer.Option(False, "--json", help="Print one JSON object and nothing else.")
RunId = typer.Argument(..., help="The run's id.", show_default=False)


def _client(url: str | None) -> RunsClient:
    from tidegate.commands.runs_client import RunsClient

    return RunsClient.from_environment(url)


@app.command("create")
@ends
def create(
    policy: str | None = typer.Option(None, "--policy", "-p", help="Name of a policy the control plane has."),
    topic: str | None = typer.Option(None, "--topic", "-t", help="Raw topic [default: the policy's input]."),
    bounded: bool = typer.Option(False, "--bounded", help="Only what the topic holds now; the run then ends."),
    dataset: str | None = typer.Option(None, "--dataset", help="Id of a dataset, instead of a topic."),
    file: Path | None = typer.Option(None, "--file", help="JSONL, CSV or text file to upload, instead of a topic."),
    pii_types: list[str] = typer.Option([], "--type", help="Entity type, without a policy; may be repeated."),
    method: str | None = typer.Option(None, "--method", help="Detection method, without a policy (heuristics)."),
    threshold: float | None = typer.Option(None, "--threshold", min=0.0, max=1.0, help="Score, without a policy."),
    start: str | None = typer.Option(None, "--start", help="earliest, latest, or a JSON object (timestamp, offsets)."),
    output: str | None = typer.Option(None, "--output", help="Clean topic, instead of the policy's."),
    format: str | None = typer.Option(
        None, "--format", help="Of --topic with --bounded: json, text or csv; of --file: jsonl, csv or text."
    ),
    encoding: str | None = typer.Option(None, "--encoding", help="Of --file: utf-8 or latin-1 (UTF-16 is seen)."),
    delimiter: str | None = typer.Option(None, "--delimiter", help="Of a CSV --file: , ; or tab (else it is seen)."),
    header: bool = typer.Option(True, "--header/--no-header", help="Whether a CSV --file begins with column names."),
    allow_duplicates: bool = typer.Option(False, "--allow-duplicates", help="Publish offsets again that were already."),
    idempotency_key: str | None = typer.Option(None, "--idempotency-key", help="Asking twice with it makes one run."),
    url: str | None = Url,
    as_json: bool = Json,
) -> int:
    """Create a run: a policy, or a list of types, applied to a topic or to a file.

    \b
    EXAMPLES
      tidegate runs create --policy support-chat
      tidegate runs create --policy support-chat --topic raw.support-chat --bounded
      tidegate runs create --topic raw.chat --type email --type phone_number --method heuristics
      tidegate runs create --file chats.jsonl --type email --type phone_number
      tidegate runs create --policy app-logs --start '{"timestamp": 1767225600000}'
    """
    if dataset is not None and (bounded or topic is not None):
        raise ConfigurationError("--dataset names the source: leave --topic and --bounded out")
    if file is not None and (bounded or topic is not None or dataset is not None):
        raise ConfigurationError("--file names the source: leave --topic, --bounded and --dataset out")
    if bounded and topic is None:
        raise ConfigurationError("--bounded needs --topic")
    if policy is None and not pii_types:
        raise ConfigurationError("name a --policy, or at least one --type")
    request: dict[str, Any] = {
        "policy": policy,
        "topic": topic,
        "dataset_id": dataset,
        "pii_types": pii_types or None,
        "detection_method": method or (None if policy else "heuristics"),
        "threshold": threshold,
        "start": _start(start),
        "output_topic": output,
        "allow_duplicates": allow_duplicates or None,
    }
    with _client(url) as client:
        if bounded and topic is not None:
            request["dataset_id"] = client.create_dataset(topic, format or "json")["id"]
            request["topic"] = None
        if file is not None:
            about = {"format": format, "encoding": encoding, "delimiter": delimiter}
            told = {name: value for name, value in about.items() if value is not None}
            request["dataset_id"] = _upload(client, file, {**told, "header": str(header).lower()})
        body = {name: value for name, value in request.items() if value is not None}
        run = client.create(body, idempotency_key=idempotency_key)
    if as_json:
        _shared.print_json(run)
    else:
        print(run["id"])
    return 0


def _upload(client: RunsClient, file: Path, about: dict[str, str]) -> str:
    """The file as a dataset; returns its id. What the endpoint calls header=false is an option here."""
    from tidegate.commands.runs_client import RequestFailed

    try:
        return str(client.upload(file, about)["id"])
    except RequestFailed as error:
        raise RequestFailed(str(error).replace("send header=false", "give --no-header"), status=error.status) from None


def _start(text: str | None) -> object:
    if text is None or text in ("earliest", "latest"):
        return text
    try:
        return json.loads(Path(text[1:]).read_text("utf-8") if text.startswith("@") else text)
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.strerror}", file=text[1:]) from None
    except ValueError:
        raise ConfigurationError("--start is earliest, latest, or JSON such as '{\"timestamp\": 0}'") from None


@app.command("list")
@ends
def list_(
    limit: int = typer.Option(20, "--limit", min=1, max=100, help="How many, newest first."),
    status: str | None = typer.Option(None, "--status", help="Only runs in this state, such as PROCESSING."),
    url: str | None = Url,
    as_json: bool = Json,
) -> int:
    """List runs, newest first.

    \b
    EXAMPLES
      tidegate runs list
      tidegate runs list --status PROCESSING --json
    """
    with _client(url) as client:
        runs = client.list(limit=limit, status=status.upper() if status else None)
    if as_json:
        _shared.print_json({"runs": runs})
        return 0
    from tidegate.commands.run_tables import list_table

    _shared.console().print(list_table(runs) if runs else "no runs")
    return 0


@app.command("show")
@ends
def show(run_id: str = RunId, url: str | None = Url, as_json: bool = Json) -> int:
    """Show one run: its state, what was found, the ledger by partition.

    \b
    EXAMPLES
      tidegate runs show 0b0e8e0a-2f6c-4a8b-9c55-1a2b3c4d5e6f
      tidegate runs show 0b0e8e0a-2f6c-4a8b-9c55-1a2b3c4d5e6f --json
    """
    with _client(url) as client:
        run = client.get(run_id)
    _print_run(run, as_json)
    return 0


def _print_run(run: dict[str, Any], as_json: bool) -> None:
    if as_json:
        _shared.print_json(run)
        return
    from tidegate.commands.run_tables import entities_table, ledger_table, list_table

    console = _shared.console()
    console.print(list_table([run]))
    if run["results"].get("error"):
        console.print(f"error: {run['results']['error']}", markup=False)
    for table in (entities_table(run), ledger_table([run])):
        if table.row_count:
            console.print()
            console.print(table)


@app.command("watch")
@ends
def watch(run_id: str = RunId, url: str | None = Url, as_json: bool = Json) -> int:
    """Follow a run with a progress bar until it is over; exit 1 unless it succeeded.

    \b
    EXAMPLES
      tidegate runs watch 0b0e8e0a-2f6c-4a8b-9c55-1a2b3c4d5e6f
    """
    from tidegate.commands.runs_client import FINISHED, LONG_POLL_SECONDS

    with _client(url) as client:
        run = client.get(run_id)
        if as_json:
            while run["status"] not in FINISHED:
                run = client.get(run_id, wait_seconds=LONG_POLL_SECONDS)
        else:
            from rich.progress import BarColumn, Progress, TextColumn

            columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[at]}"))
            with Progress(*columns, console=_shared.console(stderr=True)) as bar:
                task = bar.add_task(run["status"], total=1.0 if run.get("progress") is not None else None, at="")
                while True:
                    records = f"{run['results']['records']['in']:,} records, {progress_text(run)}"
                    bar.update(task, completed=run.get("progress") or 0, description=run["status"], at=records)
                    if run["status"] in FINISHED:
                        break
                    run = client.get(run_id, wait_seconds=LONG_POLL_SECONDS)
    _print_run(run, as_json)
    return 0 if run["status"] == "SUCCEEDED" else 1


def progress_text(run: dict[str, Any]) -> str:
    from tidegate.commands.run_tables import progress_text as text

    return text(run)


@app.command("files")
@ends
def files(
    run_id: str = RunId,
    output: Path | None = typer.Option(None, "--output", "-o", help="Folder to write the files to; - for stdout."),
    url: str | None = Url,
    as_json: bool = Json,
) -> int:
    """List the result files of a run over an uploaded file, or download them.

    Records that were quarantined or dropped are not in them; how many is said. A file is there for as long as the run's
    clean topic holds its records.

    \b
    EXAMPLES
      tidegate runs files 0b0e8e0a-2f6c-4a8b-9c55-1a2b3c4d5e6f
      tidegate runs files 0b0e8e0a-2f6c-4a8b-9c55-1a2b3c4d5e6f --output results
      tidegate runs files 0b0e8e0a-2f6c-4a8b-9c55-1a2b3c4d5e6f --output - > clean.jsonl
    """
    to_stdout = output == Path("-")
    if to_stdout and as_json:
        raise ConfigurationError("--json and --output - both want stdout: leave one out")
    with _client(url) as client:
        found = client.files(run_id)
        written = [client.download(run_id, file, output) for file in found["files"]] if output is not None else []
    if as_json:
        _shared.print_json({**found, **({"written": [str(path) for path in written]} if output is not None else {})})
        return 0
    console = _shared.console(stderr=to_stdout)
    if not to_stdout:
        paths = written or [file["path"] for file in found["files"]]
        for file, path in zip(found["files"], paths, strict=True):
            line = f"{file['id']}  {path}  {file['size_in_bytes']:,} bytes  {file['content_type']}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    if not found["files"]:
        console.print("no files: only a run over an upload that has succeeded has one", highlight=False)
    elif found["records_left_out"]:
        console.print(f"{found['records_left_out']:,} records were quarantined or dropped and are not in it")
    return 0


def _command(command: str, run_id: str, url: str | None, as_json: bool) -> int:
    with _client(url) as client:
        run = client.command(run_id, command)
    if as_json:
        _shared.print_json(run)
    else:
        print(run.get("status", command))
    return 0


@app.command("pause")
@ends
def pause(run_id: str = RunId, url: str | None = Url, as_json: bool = Json) -> int:
    """Stop a run for a while: every lane is fenced, and its place is kept.

    \b
    EXAMPLES
      tidegate runs pause 0b0e8e0a-2f6c-4a8b-9c55-1a2b3c4d5e6f
    """
    return _command("pause", run_id, url, as_json)


@app.command("resume")
@ends
def resume(run_id: str = RunId, url: str | None = Url, as_json: bool = Json) -> int:
    """Let a paused run go on where it stopped.

    \b
    EXAMPLES
      tidegate runs resume 0b0e8e0a-2f6c-4a8b-9c55-1a2b3c4d5e6f
    """
    return _command("resume", run_id, url, as_json)


@app.command("abort")
@ends
def abort(run_id: str = RunId, url: str | None = Url, as_json: bool = Json) -> int:
    """End a run for good: every lane is fenced before the state is shown.

    \b
    EXAMPLES
      tidegate runs abort 0b0e8e0a-2f6c-4a8b-9c55-1a2b3c4d5e6f
    """
    return _command("abort", run_id, url, as_json)


@app.command("delete")
@ends
def delete(run_id: str = RunId, url: str | None = Url, as_json: bool = Json) -> int:
    """Forget a finished run: its summary goes, its clean records stay.

    \b
    EXAMPLES
      tidegate runs delete 0b0e8e0a-2f6c-4a8b-9c55-1a2b3c4d5e6f
    """
    with _client(url) as client:
        client.delete(run_id)
    if as_json:
        _shared.print_json({"id": run_id, "deleted": True})
    else:
        print("deleted")
    return 0
