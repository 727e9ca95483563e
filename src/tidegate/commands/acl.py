"""``tidegate acl``: prints the least access that each principal needs; changes nothing."""

from __future__ import annotations

from typing import Any

import typer

from tidegate.commands import _shared

ROLES = ("worker", "control", "producer", "consumer", "privacy-officer")


def acl(
    policies: list[str] = typer.Argument(None, metavar="[POLICY...]", help="Policies [default: all in the folder]."),
    role: list[str] = typer.Option(list(ROLES), "--role", help=f"Only these: {', '.join(ROLES)}."),
    principal: list[str] = typer.Option([], "--principal", metavar="ROLE=NAME", help="As worker=User:etl-worker."),
    continuous_only: bool = typer.Option(False, "--continuous-only", help="Without runs over datasets."),
    consumer_groups: str = typer.Option("{flow}-", "--consumer-groups", help="How consumers' group names begin."),
    command_config: str | None = typer.Option(None, "--command-config", help="Properties file for kafka-acls."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object and nothing else."),
) -> int:
    """Print the least ACLs for workers, control, producers, consumers and the privacy officer, as kafka-acls commands.

    Nothing is changed, and no broker is asked. A principal is User:tidegate-ROLE unless --principal says otherwise.

    \b
    EXAMPLES
      tidegate acl
      tidegate acl support-chat --role worker --role control
      tidegate acl --principal worker=User:CN=etl --command-config admin.properties | sh
    """
    settings = _shared.settings()
    from tidegate.kafka.acls import Role, command_lines, flow_topics, least_acls
    from tidegate.policy_files import find_policy, policies_folder, policy_files, policy_from
    from tidegate.wire import Names

    principals = _principals(principal)
    wanted = {_role(name) for name in role}
    named = policies or [path.stem for path in policy_files(policies_folder(settings.policies_dir))]
    read = policy_from if policies else find_policy
    flows = [flow for name in named if (flow := flow_topics(read(name, settings.policies_dir))) is not None]
    acls = least_acls(flows, Names(settings.prefix), bounded_runs=not continuous_only, consumer_groups=consumer_groups)
    shown = [one for one in acls if one.role.value in wanted]
    by_role = {one: principals.get(one.value, f"User:tidegate-{one.value}") for one in Role}
    lines = command_lines(shown, by_role, bootstrap=settings.kafka.bootstrap_servers, command_config=command_config)
    if as_json:
        _shared.print_json({"acls": [_as_json(one, by_role[one.role]) for one in shown], "commands": lines})
        return 0
    for line in lines:
        print(line)
    return 0


def _role(name: str) -> str:
    from tidegate.errors import UnknownName

    if name not in ROLES:
        raise UnknownName("role", name, ROLES, place="--role")
    return name


def _principals(given: list[str]) -> dict[str, str]:
    from tidegate.errors import ConfigurationError

    found = {}
    for text in given:
        role, equals, name = text.partition("=")
        if not equals or ":" not in name:
            raise ConfigurationError("write ROLE=TYPE:NAME, as worker=User:etl-worker", place="--principal")
        found[_role(role)] = name
    return found


def _as_json(acl: Any, principal: str) -> dict[str, Any]:
    return {
        "role": acl.role.value,
        "principal": principal,
        "resource": acl.resource.value,
        "pattern": acl.pattern.value,
        "name": acl.name,
        "operations": list(acl.operations),
        "why": acl.why,
    }
