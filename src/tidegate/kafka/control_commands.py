"""Commands from the command topic, each carried out at most once, by the same methods that HTTP calls.

Two things keep a command from being carried out twice. Its position is committed before it is carried out, so a crash
in between forgets it and a redelivery passes it over. Its id is remembered, so a sender may send it again; after a
restart the ids are read back from the topic. No table, no second topic.
"""

from __future__ import annotations

import asyncio
import uuid
from typing import Protocol

from tidegate.errors import RunInvalid
from tidegate.kafka.control_broker import ControlBroker
from tidegate.kafka.control_memory import Memory
from tidegate.runs.requests import Actor, CreateRun
from tidegate.runs.service import Control
from tidegate.wire import Command, CommandName, Names, RunSummary, read


class Commanded(Control, Protocol):
    """What commands need of `control_service.ControlService` beyond what every door may call."""

    def known(self) -> Memory: ...

    async def mark_command(self, partition: int, offset: int) -> None:
        """Commit that everything up to and with this offset has been taken."""
        ...

    async def create_as(self, run_id: str, request: CreateRun, actor: Actor) -> RunSummary: ...

    def check_lanes(self) -> int: ...

    async def measure_lag(self) -> None: ...


class ControlCommands:
    """Carries commands out, one after another."""

    def __init__(self, control: Commanded, broker: ControlBroker, names: Names) -> None:
        self._control, self._broker, self._names = control, broker, names
        self._lock = asyncio.Lock()

    async def execute_at(self, partition: int, offset: int) -> bool:
        """Carry out the command at a place of the command topic, read there as a ``read_committed`` reader sees it.

        Returns:
            False if there is none (its transaction was aborted), or it was carried out before.

        Raises:
            WireFault: It is not a command.
            RunError: It cannot be carried out.
            KafkaFault: The broker does not answer. It may be tried again: if its position got through, it will not be
                carried out.
        """
        if offset < self._control.known().command_positions.get(partition, 0):
            return False
        message = await self._broker.read_at(self._names.commands, partition, offset)
        if message is None or message.value is None:
            return False
        command = read(Command, message.value)
        async with self._lock:
            memory = self._control.known()
            if offset < memory.command_positions.get(partition, 0):
                return False
            await self._control.mark_command(partition, offset)
            if not memory.remember(command.id):
                return False
            await self._carry_out(command)
            return True

    async def _carry_out(self, command: Command) -> None:
        match command.command:
            case CommandName.CREATE:
                run_id = _uuid(command.run_id)
                if run_id not in self._control.known().runs:
                    request = CreateRun.parse(command.request or {})
                    await self._control.create_as(run_id, request, Actor(email=command.created_by_email))
            case CommandName.PAUSE:
                await self._control.pause(command.run_id)
            case CommandName.RESUME:
                await self._control.resume(command.run_id)
            case CommandName.ABORT:
                await self._control.abort(command.run_id)
            case CommandName.DELETE:
                await self._control.delete(command.run_id)

    def check_lanes(self) -> int:
        return self._control.check_lanes()

    async def measure_lag(self) -> None:
        await self._control.measure_lag()


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise RunInvalid("must be a UUID", field="run_id") from None
