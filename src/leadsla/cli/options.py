"""The arguments and options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Shape(StrEnum):
    """How a result is written: for people, for programs, for spreadsheets."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class TextShape(StrEnum):
    """How an explanation is written: for people, for programs."""

    TEXT = "text"
    JSON = "json"


AgreementFile = Annotated[
    str, typer.Argument(metavar="AGREEMENT", show_default=False, help="The agreement: YAML, JSON or TOML.")
]
EventFiles = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="EVENTS",
        show_default=False,
        help="The log: .csv, .tsv, .jsonl (also .gz) or .parquet; several files are read as one; - is CSV on "
        "standard input. A mapping that names its files stands for them.",
    ),
]
#: Of commands that name what they are about after the log, so that only one file stands before it.
EventFile = Annotated[
    str,
    typer.Argument(metavar="EVENTS", show_default=False, help="The log; further files of it with --events."),
]
MoreEvents = Annotated[
    list[str] | None,
    typer.Option(
        "--events", metavar="FILE", show_default=False, help="A further file of the log; may be repeated."
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        metavar="TIME",
        show_default="now",
        help="Judge as of this instant: 2026-02-17T16:00-05:00, or a time or date in the agreement's time zone. "
        "Later events are ignored.",
    ),
]
MappingFile = Annotated[
    str | None,
    typer.Option(
        "--mapping",
        metavar="FILE",
        show_default=False,
        help="How the columns of an export become events (YAML or JSON).",
    ),
]
Timezone = Annotated[
    str | None,
    typer.Option(
        metavar="ZONE",
        show_default=False,
        help="The time zone of times in the log that have no offset, such as America/New_York.",
    ),
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help="Refuse a log with rows that cannot be read, or with events that the lifecycle does not allow.",
    ),
]
NoAutomatic = Annotated[
    bool,
    typer.Option(
        "--no-automatic",
        help="Judge only what the log says: apply no recycle that the agreement marks automatic.",
    ),
]
Format = Annotated[Shape, typer.Option("--format", help="For people, programs or spreadsheets.")]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        show_default=False,
        help="Write the result here instead of standard output.",
    ),
]
