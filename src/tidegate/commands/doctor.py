"""``tidegate doctor``: what is wrong with this installation and its broker, and the command line that mends it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tidegate.commands import _shared

if TYPE_CHECKING:
    from tidegate.kafka.doctor import Finding
    from tidegate.keys import Keyring
    from tidegate.policies import Policy
    from tidegate.settings import Settings


def doctor(
    strict: bool = typer.Option(False, "--strict", help="Warnings count as problems."),
    clock: bool = typer.Option(True, "--clock/--no-clock", help="Compare clocks, by a topic made for it and deleted."),
    command_config: str | None = typer.Option(None, "--command-config", help="Properties file in the mends shown."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object and nothing else."),
) -> int:
    """Examine settings, keys, policies, brokers, topics and clocks. Each finding comes with the command that mends it.

    Nothing is changed. Exit 0 when all is well, 1 when something is wrong; warnings alone are 0 unless --strict.

    \b
    EXAMPLES
      tidegate doctor
      tidegate doctor --json
      TIDEGATE_BOOTSTRAP_SERVERS=kafka-1:9093 tidegate doctor --command-config admin.properties
    """
    settings = _shared.settings()
    from tidegate.kafka.connection import clamp_loggers

    _shared.quiet_clients()
    clamp_loggers()
    policies, findings = _policies(settings)
    keyring, found = _keys(settings)
    findings += found + _api_keys(settings)
    if not found:
        findings += _compile(policies, keyring)
    findings += asyncio.run(_broker(settings, policies, clock=clock, command_config=command_config))
    problems = sum(one.level == "problem" for one in findings)
    if as_json:
        warnings = len(findings) - problems
        _shared.print_json(
            {"problems": problems, "warnings": warnings, "findings": [one._asdict() for one in findings]}
        )
    else:
        _show(findings)
    return 1 if problems or (strict and findings) else 0


def _show(findings: list[Finding]) -> None:
    for one in findings:
        print(f"{one.level}: {one.check}: {one.message}")
        print(f"  mend: {one.mend}")
    if not findings:
        print("all is well")


def _policies(settings: Settings) -> tuple[dict[Path, Policy], list[Finding]]:
    from tidegate.errors import ConfigurationError
    from tidegate.kafka.doctor import Finding
    from tidegate.policy_files import load_policy, policies_folder, policy_files

    policies, findings = {}, []
    folder = policies_folder(settings.policies_dir)
    try:
        files = policy_files(folder)
    except ConfigurationError as error:
        mend = f"mkdir {folder}  # and put a policy in it, or name another folder in policies_dir"
        return {}, [Finding("policies", "problem", str(error), mend)]
    for path in files:
        try:
            policies[path] = load_policy(path)
        except ConfigurationError as error:
            findings.append(Finding("policies", "problem", str(error), f"tidegate check {path}"))
    return policies, findings


def _keys(settings: Settings) -> tuple[Keyring | None, list[Finding]]:
    from tidegate.errors import ConfigurationError
    from tidegate.kafka.doctor import Finding

    try:
        return _shared.keyring(settings), []
    except ConfigurationError as error:
        file = settings.key_file
        assert file is not None
        broken = f"ls -l {file}  # restore it from its backup: a new key gives every value another code"
        return None, [Finding("keys", "problem", str(error), _mend(file, f"tidegate keys new {file}", broken))]


def _api_keys(settings: Settings) -> list[Finding]:
    from tidegate.errors import ConfigurationError
    from tidegate.kafka.doctor import Finding
    from tidegate.web.auth import read_keys

    if settings.api_keys_file is None:
        return []
    try:
        read_keys(settings.api_keys_file)
    except ConfigurationError as error:
        new = f"tidegate keys api {settings.api_keys_file} --id operator --scope admin"
        mend = _mend(settings.api_keys_file, new, f"mv {settings.api_keys_file} broken && {new}")
        return [Finding("keys", "problem", f"API keys: {error}", mend)]
    return []


def _mend(file: Path, missing: str, broken: str) -> str:
    """What mends a file of keys: it is missing, open to others, or broken."""
    if not file.exists():
        return missing
    return f"chmod 600 {file}" if file.stat().st_mode & 0o077 else broken


def _compile(policies: dict[Path, Policy], keyring: Keyring | None) -> list[Finding]:
    """What would refuse a lane here: a detector that is missing, or a key."""
    from tidegate.kafka.doctor import Finding
    from tidegate.keys import Keyring

    findings = []
    keyless = []
    for path, policy in policies.items():
        error = _refusal(policy, keyring)
        if error is None:
            continue
        if keyring is None and _refusal(policy, Keyring.generate()) is None:
            keyless.append(policy.policy)
        else:
            message = f"policy {policy.policy}: {error}"
            findings.append(Finding("policies", "problem", message, f"tidegate check {path}"))
    if keyless:
        message = f"no key_file is set, and these policies need a key: {', '.join(keyless)}"
        mend = "tidegate keys new keys.json && export TIDEGATE_KEY_FILE=keys.json"
        findings.append(Finding("keys", "problem", message, mend))
    return findings


def _refusal(policy: Policy, keys: Keyring | None) -> str | None:
    """Why a policy cannot be compiled here, or None."""
    from tidegate.errors import ConfigurationError
    from tidegate.pipeline.plan import compile_plan
    from tidegate.wire import Output

    try:
        compile_plan(policy, input_topic="raw", outputs=(Output(topic="clean"),), keys=keys, run_id="doctor")
    except ConfigurationError as error:
        return str(error)
    return None


async def _broker(
    settings: Settings, policies: dict[Path, Policy], *, clock: bool, command_config: str | None
) -> list[Finding]:
    from tidegate.errors import ConfigurationError, KafkaFault
    from tidegate.kafka import reach
    from tidegate.kafka.acls import flow_topics
    from tidegate.kafka.connection import client_options
    from tidegate.kafka.doctor import (
        Finding,
        clock_skew,
        judge_addresses,
        judge_clock,
        judge_flow,
        judge_own_topics,
        look,
    )
    from tidegate.kafka.topics import load_catalog
    from tidegate.wire import Names

    try:
        options: dict[str, Any] = client_options(settings.kafka)
    except ConfigurationError as error:  # a file with a secret or a certificate
        return [Finding("brokers", "problem", str(error), f"ls -l {error.file}  # it must be there and readable")]
    addresses = await reach.look(options)
    findings = judge_addresses(addresses, options)
    if not any(isinstance(one, reach.Reached) for one in addresses):
        return findings
    names = Names(settings.prefix)
    kafka = f"--bootstrap-server {settings.kafka.bootstrap_servers}"
    kafka += f" --command-config {command_config}" if command_config else ""
    flows = [flow for policy in policies.values() if (flow := flow_topics(policy)) is not None]
    access = "tidegate acl  # and run this as a principal that may describe topics and their settings"
    try:
        facts = await look(options, load_catalog(settings.prefix, settings.topics_dir), flows, names)
    except KafkaFault as fault:
        return [*findings, Finding("topics", "problem", f"they cannot be looked at: {fault}", access)]
    findings += judge_own_topics(facts.difference, kafka)
    for flowing in facts.flows:
        findings += judge_flow(flowing, facts.topics, facts.now_ms, kafka)
    if clock:
        try:
            findings += judge_clock(await clock_skew(options, names))
        except KafkaFault as fault:
            findings.append(Finding("clocks", "warning", f"not compared: {fault}", "tidegate doctor --no-clock"))
    return findings
