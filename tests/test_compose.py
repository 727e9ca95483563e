"""docker-compose.yml and Dockerfile, as far as they can be checked without a Docker engine.

Every path that is mounted exists, every command line is one that the command line takes, every variable is one that
settings know, and the image gets all that the wheel packs.
"""

from __future__ import annotations

import fnmatch
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from tidegate.cli import app
from tidegate.policies import Policy
from tidegate.policy_files import load_policy, policy_files
from tidegate.settings import check_settings, variables

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "Dockerfile"
IMAGE = "tidegate"


def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return document


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose()["services"]
    return found


def ours() -> dict[str, dict[str, Any]]:
    return {name: service for name, service in services().items() if service.get("image") == IMAGE}


def command_lines(service: dict[str, Any]) -> Iterator[list[str]]:
    """What is given to `tidegate` in a service, directly or by a shell."""
    words = [str(word) for word in service["command"]]
    if "entrypoint" not in service:
        yield words
        return
    for part in re.split(r"&&|\|\||;|\n", " ".join(words)):
        if part.split()[:1] == ["tidegate"]:
            yield shlex.split(part)[1:]


def mounts() -> list[tuple[str, str, str]]:
    """(service, source, target) of every mount."""
    found = []
    for name, service in services().items():
        for volume in service.get("volumes", []):
            source, target = volume.split(":")[:2]
            found.append((name, source, target))
    return found


LINES = [(name, line) for name, service in ours().items() for line in command_lines(service)]


def parse(line: list[str]) -> None:
    """Parse a command line down to its command, without running it."""
    command: Any = typer.main.get_command(app)
    context: Any = None
    words = line
    while True:
        context = command.make_context(command.name or "tidegate", list(words), parent=context)
        if not hasattr(command, "resolve_command"):
            return
        rest = [*getattr(context, "_protected_args", []), *context.args]
        _, command, words = command.resolve_command(context, rest)


@pytest.mark.parametrize(("name", "line"), LINES, ids=[" ".join([name, *line[:2]]) for name, line in LINES])
def test_each_command_line_is_taken(name: str, line: list[str]) -> None:
    parse(line)


@pytest.mark.parametrize("line", [["wroker"], ["control", "--flwos"], ["keys", "api"], ["topics", "aply"]])
def test_a_command_line_that_is_wrong_would_be_noticed(line: list[str]) -> None:
    with pytest.raises(Exception, match=r"No such|Missing"):
        parse(line)


def test_every_process_of_ours_has_a_command_line() -> None:
    assert {name for name, _ in LINES} == ours().keys()
    assert {"control", "worker-1", "worker-2", "topics"} <= ours().keys()


@pytest.mark.parametrize("name", sorted(ours()))
def test_each_variable_is_a_setting_and_the_settings_are_allowed(name: str, tmp_path: Path) -> None:
    """Files in /run and /etc are not looked for when settings are read."""
    environment = {key: str(value) for key, value in ours()[name].get("environment", {}).items()}
    own = {key: value for key, value in environment.items() if key.startswith("TIDEGATE_")}
    assert own.keys() <= variables().keys()
    assert environment.keys() - own.keys() <= {"HEALTH_URL"}
    settings, problems = check_settings(own, tmp_path)
    assert settings is not None, problems


@pytest.mark.parametrize(("name", "source", "target"), mounts())
def test_each_path_that_is_mounted_exists(name: str, source: str, target: str) -> None:
    if source.startswith("./"):
        assert (ROOT / source).exists(), f"{name} mounts {source}"
    else:
        assert source in compose()["volumes"], f"{name} mounts a volume that is not declared"
    assert target.startswith("/")


def test_each_file_that_a_variable_or_command_names_is_mounted_there() -> None:
    for name, service in ours().items():
        text = " ".join([*map(str, service["command"]), *map(str, service.get("environment", {}).values())])
        for path in re.findall(r"(?<![\w:/])/(?:run|etc)/[\w./-]+", text):
            targets = [target for one, _, target in mounts() if one == name]
            assert any(path.startswith(target) for target in targets), f"{name}: {path}"


def test_secrets_are_made_before_they_are_read_and_written_by_nobody_else() -> None:
    """Control and workers cannot change the keys they use."""
    writers = {
        name
        for name, service in services().items()
        for volume in service.get("volumes", [])
        if volume == "secrets:/run/tidegate"
    }
    assert writers == {"keyring", "operator-key", "read-key"}
    assert all(services()[name].get("network_mode") == "none" for name in writers)
    waited: set[str] = set()
    frontier = {"control", "worker-1", "worker-2"}
    while frontier:
        found = {other for name in frontier for other in services()[name].get("depends_on", {})}
        frontier = found - waited
        waited |= found
    assert writers <= waited


def test_ports_are_open_on_this_machine_only() -> None:
    ports = [port for service in services().values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_inputs_of_the_shipped_policies_are_created() -> None:
    policies: list[Policy] = [load_policy(path) for path in policy_files(ROOT / "config" / "policies")]
    made = set(" ".join(services()["raw-topics"]["command"]).split())
    assert {policy.input.topic.strip() for policy in policies if policy.input} <= {word.rstrip(";") for word in made}


def test_prometheus_scrapes_each_process_with_the_key_that_was_made_for_it() -> None:
    config = yaml.safe_load((ROOT / "dashboards/prometheus/prometheus.yml").read_text())
    targets = {target for job in config["scrape_configs"] for one in job["static_configs"] for target in one["targets"]}
    assert targets == {"control:8080", "worker-1:9464", "worker-2:9464"}
    folders = [target for name, _, target in mounts() if name == "prometheus"]
    for job in config["scrape_configs"]:
        assert any(job["authorization"]["credentials_file"].startswith(f"{folder}/") for folder in folders)
    assert {f"/etc/prometheus/{name}" for name in config["rule_files"]} <= set(folders)


def test_grafana_finds_its_dashboard_where_the_provisioning_looks() -> None:
    provider = yaml.safe_load((ROOT / "dashboards/grafana/provisioning/dashboards/tidegate.yml").read_text())
    folder = provider["providers"][0]["options"]["path"]
    assert f"{folder}/tidegate.json" in [target for name, _, target in mounts() if name == "grafana"]


@pytest.mark.parametrize("tool", [["docker", "compose"], ["docker-compose"]], ids=" ".join)
def test_compose_itself_accepts_the_file(tool: list[str]) -> None:
    if shutil.which(tool[0]) is None or subprocess.run([*tool, "version"], capture_output=True, check=False).returncode:
        pytest.skip(f"{' '.join(tool)} is not installed")
    done = subprocess.run([*tool, "config", "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", "\n".join(line for line in DOCKERFILE.read_text().splitlines() if line[:1] != "#"))
    return [(line.split()[0], line.split(None, 1)[1]) for line in text.splitlines() if line.strip()]


def test_the_image_runs_as_nobody_and_says_how_it_is() -> None:
    users = [rest for word, rest in instructions() if word == "USER"]
    assert users == ["10001:10001"]
    words = [word for word, _ in instructions()]
    assert "HEALTHCHECK" in words[len(words) - words[::-1].index("FROM") :]
    assert "PYTHONOPTIMIZE=" not in DOCKERFILE.read_text()
    assert len([1 for word, _ in instructions() if word == "FROM"]) == 2


def test_the_image_gets_all_that_the_wheel_packs() -> None:
    """And nothing of it is left out by .dockerignore."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {"pyproject.toml", project["project"]["readme"], *project["project"]["license-files"], "src"}
    needed |= set(wheel["force-include"])
    copied = {
        word for name, rest in instructions() if name == "COPY" and "--from" not in rest for word in rest.split()[:-1]
    }
    assert copied == needed
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for path in needed:
        assert (ROOT / path).exists()
        assert any(fnmatch.fnmatch(path, pattern) for pattern in allowed), path
