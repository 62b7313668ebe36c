"""Logs and exports -> events, with an account of every row that could not be taken as it stood."""

from leadsla.readers.columns import Aliases, EventColumn
from leadsla.readers.front_door import read_events
from leadsla.readers.log import EventLog
from leadsla.readers.mapping import EventMapping
from leadsla.readers.mapping_files import MappedFile, load_mappings
from leadsla.readers.report import FilePart, Problem, ReadReport, Reason

__all__ = [
    "Aliases",
    "EventColumn",
    "EventLog",
    "EventMapping",
    "FilePart",
    "MappedFile",
    "Problem",
    "ReadReport",
    "Reason",
    "load_mappings",
    "read_events",
]
