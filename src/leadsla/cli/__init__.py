"""The command line: the same engine for people who write agreements and not programs.

The packages that it needs are an extra, so this module is all that is loaded until it is known that they are there.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

#: What the extra `cli` brings; anything else that is missing is a broken installation.
_EXTRA: Final = ("typer", "rich", "click")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line on `arguments` (those of the process by default) and give its exit status.

    0: done. 1: the answer is no. 2: it could not be done as it was asked. 70: an error of leadsla itself.
    130: interrupted.
    """
    try:
        from leadsla.cli.app import run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        sys.stderr.write("error: the command line is an extra; install it with: pip install 'leadsla[cli]'\n")
        return 2
    except KeyboardInterrupt:
        return 130
    return run(arguments)
