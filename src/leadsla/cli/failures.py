"""Every way in which a command can fail, as one message and an exit status; never as a traceback."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Callable
from typing import Final, ParamSpec

import typer

from leadsla.cli.terminal import Styled, Terminal
from leadsla.errors import LeadSLAError

#: Exit statuses.
DONE: Final = 0
NO: Final = 1
UNUSABLE: Final = 2
INTERNAL: Final = 70
INTERRUPTED: Final = 130
#: As if the signal had ended the process, which is what a shell expects of `leadsla ... | head`.
PIPE_CLOSED: Final = 141

P = ParamSpec("P")


class Refusal(Exception):  # noqa: N818 - not an error of the program: an answer to whoever called it
    """A command that cannot be done as it was asked, in a sentence that says what to do instead."""

    def __init__(self, text: str, status: int = UNUSABLE) -> None:
        self.status = status
        super().__init__(text)


def guarded(command: Callable[P, int]) -> Callable[P, None]:
    """A command whose failures have become messages on standard error, and whose result is the exit status."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        raise typer.Exit(status_of(lambda: command(*args, **kwargs)))

    return run


def status_of(act: Callable[[], int]) -> int:
    """Do it and give the exit status, with a message on standard error if it fails."""
    try:
        status = act()
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except Refusal as refusal:
        _say(str(refusal))
        return refusal.status
    except BrokenPipeError:
        _abandon_output()
        return PIPE_CLOSED
    except LeadSLAError as error:
        _say(str(error))
        return UNUSABLE
    except OSError as error:
        if error.filename is None:
            _abandon_output()
        _say(_sentence(error))
        return UNUSABLE
    except MemoryError:
        _say("there is not enough memory; evaluate the log in parts, for example a year at a time")
        return UNUSABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last door before a traceback
        _say_internal(error)
        return INTERNAL


def warn(text: str) -> None:
    """A line on standard error, where what is said does not mix with the result."""
    _tell(text)


def _say(text: str) -> None:
    first, *others = text.split("\n")
    _tell(first, "error: ")
    for line in others:
        _tell(line)


def _tell(text: str, label: str = "") -> None:
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            Terminal(sys.stderr).line(Styled(label, "bold red"), text)


def _sentence(error: OSError) -> str:
    """What the operating system said, with the file that it was about."""
    reason = error.strerror or str(error)
    return (
        f"{error.filename}: {reason}" if error.filename is not None else f"cannot write the result: {reason}"
    )


def _say_internal(error: Exception) -> None:
    if os.environ.get("LEADSLA_DEBUG"):
        import traceback

        traceback.print_exception(error)
    _say(
        f"this is an error of leadsla itself, not of your files: {type(error).__name__}: {error}\n"
        "Please report it with the command that you typed and what it prints with LEADSLA_DEBUG=1 set.\n"
        "Take lead data out of it first."
    )


def _abandon_output() -> None:
    """Let go of standard output, so that the interpreter does not complain once more when it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
