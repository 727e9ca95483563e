"""Let go of a broker's answer as soon as it is taken apart.

aiokafka 0.14.0's reader keeps the bytes of an answer in a local variable until the next one comes on the same
connection. After a fetch that may take long, for nothing is asked while records wait; and the records lie in memory
beside it, copied. With the embedded broker, which answers with all that a partition holds, a backlog was held twice.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from aiokafka.conn import AIOKafkaConnection

_SIZE = struct.Struct(">i")


async def read(connection_now: Callable[[], Any]) -> None:
    """The loop of a connection: each answer to whoever asked, and nothing of it kept.

    Args:
        connection_now: The connection, or None once nobody holds it any more (a weak reference).
    """
    connection = connection_now()
    if connection is None:
        return
    reader = connection._reader
    del connection
    while True:
        (size,) = _SIZE.unpack(await reader.readexactly(_SIZE.size))
        answer = await reader.readexactly(size)
        connection = connection_now()
        if connection is None:
            return
        connection._handle_frame(answer)
        del connection, answer


def install() -> None:
    """Let every connection of this process read so."""
    AIOKafkaConnection._read = staticmethod(read)
