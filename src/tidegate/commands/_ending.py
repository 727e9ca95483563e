"""How a command ends: its exit code, and one line for what went wrong.

A traceback could print a record with it, so none is ever shown: errors of ours say where in one line, and of any other
exception only its type and place are known to be harmless.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import ParamSpec

import typer

from tidegate.errors import ConfigurationError, TidegateError

OK, FAILURE, USAGE, INTERRUPTED = 0, 1, 2, 130

P = ParamSpec("P")


def ends(command: Callable[P, int]) -> Callable[P, None]:
    """A command that returns its exit code, as one that typer can run: 0 ok, 1 findings or failure, 2 usage."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
            sys.stdout.flush()
        except typer.Exit:
            raise
        except KeyboardInterrupt:
            code = say("interrupted", INTERRUPTED)
            _forget_interrupt()
        except ConfigurationError as error:
            code = say(str(error), USAGE)
        except TidegateError as error:
            code = say(str(error), FAILURE)
        except BrokenPipeError:
            # The reader of our output has gone (`| head`); without this Python complains once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = FAILURE
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            code = say(f"{where}{error.strerror or type(error).__name__}", FAILURE)
        except Exception as error:
            code = say(_unexpected(error), FAILURE)
        raise typer.Exit(code)

    return run


def _forget_interrupt() -> None:
    """Let the exit code stand after an interrupt was dealt with.

    CPython notes an interrupt that leaves code run from a string (every dataclass has some), and then ends the process
    by SIGINT whatever exit code was asked for, although the exception was caught. Running another string clears it.
    """
    exec("")  # noqa: S102


def say(message: str, code: int) -> int:
    print(f"tidegate: {message}", file=sys.stderr)
    return code


def _unexpected(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
    return f"unexpected {type(error).__name__}{where}; please report this line"
