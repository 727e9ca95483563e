"""Dashboards and alarms: each metric they ask for is one that a process exposes, and each alarm has its page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tidegate.records import OutcomeKind, Reason
from tidegate.telemetry.metrics import Metrics
from tidegate.telemetry.run_metrics import run_registry

ROOT = Path(__file__).resolve().parents[1]
DASHBOARD = ROOT / "dashboards" / "grafana" / "tidegate.json"
RULES = ROOT / "dashboards" / "prometheus" / "rules.yml"
RULES_TEST = ROOT / "dashboards" / "prometheus" / "rules_test.yml"
PROMETHEUS = ROOT / "dashboards" / "prometheus" / "prometheus.yml"
OPERATIONS = ROOT / "docs" / "operations.md"
_METRIC = re.compile(r"\btidegate[a-z0-9_:]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SELECTOR = re.compile(r"\b(tidegate[a-z0-9_:]*)\{([^}]*)\}")
_LABEL = re.compile(r'([a-z_]+)\s*(?:=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*")')


def exposed() -> dict[str, set[str]]:
    """Series that a worker or control exposes, with their labels."""
    series: dict[str, set[str]] = {}
    worker = Metrics("worker")
    for metric in vars(worker).values():
        names = getattr(metric, "_labelnames", None)
        if names is None:
            continue
        name, kind = metric._name, metric._type
        suffixes = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"], "gauge": [""]}[kind]
        for suffix in suffixes:
            series.setdefault(name + suffix, set()).update(names, {"le"} if suffix == "_bucket" else ())
    series["tidegate_build_info"] = {"version", "role"}
    for family in run_registry(list, lambda: 0.0).collect():
        labels = {label for sample in family.samples for label in sample.labels}
        series.setdefault(family.name, set()).update(labels or _run_labels(family.name))
    return series


def _run_labels(name: str) -> set[str]:
    """Labels of what control says of runs where there is none yet; `telemetry.run_metrics` tests them."""
    known = {"tidegate_lag_records": {"flow", "partition"}, "tidegate_policy_info": {"flow", "policy", "policy_hash"}}
    return known.get(name, {"flow", "reason"})


def recorded() -> set[str]:
    return {rule["record"] for group in rules() for rule in group["rules"] if "record" in rule}


def rules() -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = yaml.safe_load(RULES.read_text())["groups"]
    return groups


def alarms() -> list[dict[str, Any]]:
    return [rule for group in rules() for rule in group["rules"] if "alert" in rule]


def dashboard() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(DASHBOARD.read_text())
    return document


def expressions() -> Iterator[tuple[str, str]]:
    """(where, PromQL) of everything that is asked."""
    for panel in dashboard()["panels"]:
        for target in panel.get("targets", []):
            yield f"panel {panel['title']}", target["expr"]
    for variable in dashboard()["templating"]["list"]:
        yield f"variable {variable['name']}", variable["definition"]
    for group in rules():
        for rule in group["rules"]:
            yield rule.get("alert") or rule["record"], rule["expr"]


EXPRESSIONS = list(expressions())


@pytest.mark.parametrize(("where", "expression"), EXPRESSIONS, ids=[where for where, _ in EXPRESSIONS])
def test_each_metric_that_is_asked_for_is_exposed(where: str, expression: str) -> None:
    asked = set(_METRIC.findall(_STRING.sub('""', expression)))
    assert asked, f"{where} asks for no metric of ours"
    assert asked <= exposed().keys() | recorded(), where


@pytest.mark.parametrize(("where", "expression"), EXPRESSIONS, ids=[where for where, _ in EXPRESSIONS])
def test_each_label_that_is_asked_for_exists(where: str, expression: str) -> None:
    known = exposed()
    for metric, selectors in _SELECTOR.findall(expression):
        labels = {name for name, _ in _LABEL.findall(selectors)}
        assert labels <= known.get(metric, {"flow"}), f"{where}: {metric}"


@pytest.mark.parametrize(
    ("metric", "label", "values"),
    [
        ("tidegate_records_total", "outcome", {kind.value for kind in OutcomeKind}),
        ("tidegate_quarantined_total", "reason", {reason.value for reason in Reason}),
        ("tidegate_build_info", "role", {"worker", "control"}),
    ],
)
def test_each_value_that_is_asked_for_is_of_its_closed_list(metric: str, label: str, values: set[str]) -> None:
    """A misspelt outcome would be an alarm that never rings."""
    asked = {
        text.strip('"')
        for _, expression in EXPRESSIONS
        for name, selectors in _SELECTOR.findall(expression)
        for found, text in _LABEL.findall(selectors)
        if name == metric and found == label
    }
    assert asked
    assert asked <= values


def test_a_metric_that_nobody_exposes_would_be_noticed() -> None:
    """The check itself can fail."""
    assert "tidegate_records" not in exposed()
    assert "tidegate_records_total" in exposed()
    assert _METRIC.findall(_STRING.sub('""', 'rate(tidegate_gone_total{flow="tidegate_x"}[5m])')) == [
        "tidegate_gone_total"
    ]


@pytest.mark.parametrize("alarm", alarms(), ids=lambda alarm: alarm["alert"])
def test_each_alarm_has_its_page_in_the_runbook(alarm: dict[str, Any]) -> None:
    """Whoever is woken by it must find what it means and the first thing to do."""
    name = alarm["alert"]
    assert alarm["annotations"]["runbook"] == f"docs/operations.md#{name.lower()}"
    assert f"\n### {name}\n" in OPERATIONS.read_text()
    assert alarm["labels"]["severity"] in {"warning", "critical"}


def test_the_runbook_has_no_page_of_an_alarm_that_is_gone() -> None:
    pages = set(re.findall(r"^### (Tidegate\w+)$", OPERATIONS.read_text(), re.MULTILINE))
    assert pages == {alarm["alert"] for alarm in alarms()}


def test_each_metric_has_its_line_in_the_runbook_and_each_line_its_metric() -> None:
    told = {
        name: {label.strip() for label in labels.split(",") if label.strip()}
        for name, labels in re.findall(r"^\| `(tidegate_\w+)` \| ([^|]*)\|", OPERATIONS.read_text(), re.MULTILINE)
    }
    shown: dict[str, set[str]] = {}
    for name, labels in exposed().items():
        if not name.endswith(("_bucket", "_count")):
            shown[name.removesuffix("_sum")] = labels
    assert told.keys() == shown.keys()
    unknown = {name: labels for name, labels in told.items() if not labels <= shown[name] | _run_labels(name)}
    assert unknown == {}


def test_panels_do_not_overlap_and_ask_the_provisioned_source() -> None:
    source = yaml.safe_load((ROOT / "dashboards/grafana/provisioning/datasources/prometheus.yml").read_text())[
        "datasources"
    ][0]
    taken: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        grid = panel["gridPos"]
        assert grid["x"] + grid["w"] <= 24
        cells = {(grid["x"] + x, grid["y"] + y) for x in range(grid["w"]) for y in range(grid["h"])}
        assert not taken & cells, panel["title"]
        taken |= cells
        for target in panel.get("targets", []):
            assert target["datasource"]["uid"] == source["uid"]
    ids = [panel["id"] for panel in dashboard()["panels"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "command",
    [
        ["check", "rules", str(RULES)],
        ["test", "rules", str(RULES_TEST)],
        ["check", "config", "--syntax-only", str(PROMETHEUS)],
    ],
    ids=["check rules", "test rules", "check config"],
)
def test_prometheus_itself_accepts_the_rules(command: list[str]) -> None:
    """Their syntax, and that each alarm rings when it should and not when it should not."""
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed (Debian: apt-get install prometheus)")
    done = subprocess.run(["promtool", *command], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_alarm_rings_or_keeps_still_in_the_rules_test() -> None:
    """An alarm without a case could be one that never rings."""
    tested = {
        case["alertname"]
        for test in yaml.safe_load(RULES_TEST.read_text())["tests"]
        for case in test.get("alert_rule_test", [])
    }
    assert tested == {alarm["alert"] for alarm in alarms()}
