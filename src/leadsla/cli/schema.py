"""`leadsla schema`: what editors complete and check agreements by."""

from __future__ import annotations

import json
from typing import Final

from leadsla.cli.failures import DONE, guarded
from leadsla.cli.options import Output
from leadsla.cli.results import check_output, destination

HELP: Final = """Write the JSON Schema of agreements, by which editors complete keys and mark what cannot be read.

It is made from the classes by which agreements are read, so it knows every key that this version of leadsla knows.
Write it into a file beside the agreement, and name that file in the agreement's first line:

\b
  # yaml-language-server: $schema=agreement.schema.json

What an agreement names and does not declare is for `leadsla check` to find.

\b
Examples:
  leadsla schema --output agreement.schema.json
  leadsla schema | less
"""


@guarded
def schema(output: Output = None) -> int:
    """Write the schema."""
    check_output(output, [])
    from leadsla.documents.schema import schema

    text = json.dumps(schema(), ensure_ascii=False, indent=2)
    with destination(output) as terminal:
        terminal.data(f"{text}\n")
    return DONE
