"""What happened in a run of a scenario: a log like any other, how it was judged, and what became of each lead."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from leadsla.evaluation import Evaluation
from leadsla.evaluation.log import standing
from leadsla.events import Event
from leadsla.instants import MINUTE, iso, moment
from leadsla.lead import Lead
from leadsla.simulation.host.measures import Waiting, metrics, wait_of, waiting
from leadsla.simulation.streams import Streams
from leadsla.tables import NUMBER, TEXT, TIME, TRUTH, WHOLE, Columns, Row, Rows, Sheet, Showing

if TYPE_CHECKING:
    from leadsla.simulation.host.host import Host
    from leadsla.simulation.host.prepared import Prepared

#: The columns of a log that are no data of its events.
_COLUMNS: Final = ("lead", "at", "event", "actor")


@attrs.frozen(slots=True)
class SimulatedLead(Row):
    """What became of a lead: how long it waited for its first touch, and where that time went.

    `wait` counts from when it came, and is `routing` (until it was assigned), `closed` (nobody who could have taken it
    was there) and `queue` (somebody was, and was busy) together. What had not happened by the end is None; a lead that
    still waits has its wait so far, and is `censored`, as is one that left sales without a touch.
    """

    COLUMNS: ClassVar[Columns] = {
        "lead": TEXT, "source": TEXT, "came": TIME, "assigned": TIME, "first_touch": TIME, "reached": TIME,
        "wait_min": NUMBER, "wait_routing_min": NUMBER, "wait_closed_min": NUMBER, "wait_queue_min": NUMBER,
        "censored": TRUTH, "attempts": WHOLE, "worked_min": NUMBER, "passes": WHOLE, "state": TEXT, "amount": NUMBER,
    }  # fmt: skip

    lead: str
    source: str
    came: dt.datetime
    assigned: dt.datetime | None
    first_touch: dt.datetime | None
    reached: dt.datetime | None
    wait_min: float
    wait_routing_min: float
    wait_closed_min: float
    wait_queue_min: float
    censored: bool
    attempts: int
    worked_min: float
    passes: int
    state: str
    amount: float | None


class SimulatedRun(Showing):
    """A run of a scenario: `events` is its log, `evaluation` what the agreement says of it, `leads` what came of each.

    `streams` repeats it. Leads that are unfinished at the end stand as they stood then.
    """

    def __init__(self, prepared: Prepared, host: Host, streams: Streams) -> None:
        self._prepared = prepared
        self._host = host
        self.streams = streams

    @property
    def begin(self) -> dt.datetime:
        """The first instant of the simulated time."""
        return moment(self._prepared.begin)

    @property
    def end(self) -> dt.datetime:
        """The last instant of the simulated time, as of which it is judged."""
        return moment(self._prepared.end)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The log, in the order of time."""
        light = [event for log in self._host.life.log for event in log]
        light.sort(key=lambda event: event.instant)
        return tuple(event.real() for event in light)

    @cached_property
    def evaluation(self) -> Evaluation:
        """The judgement of the log at the end: what `evaluate(agreement, run.events, at=run.end)` says."""
        life = self._host.life
        places = {id: place for place, id in enumerate(self._host.crowd.ids)}

        def history(lead: str) -> tuple[Lead, list[Event]]:
            return Lead(lead), standing([event.real() for event in life.log[places[lead]]])[0]

        return Evaluation(
            self._prepared.program,
            self._prepared.end,
            [lead for lead, log in zip(life.leads, life.log, strict=True) if log],
            history,
            team=Lead(""),
            automatic=True,
            extra=(),
            later=0,
            duplicates=0,
        )

    @cached_property
    def leads(self) -> Rows[SimulatedLead]:
        """What became of each lead, in the order in which they came; unfinished ones too."""
        return Rows(SimulatedLead, self._leads())

    def _leads(self) -> Iterator[SimulatedLead]:
        host = self._host
        life, crowd = host.life, host.crowd
        for lead, id in enumerate(crowd.ids):
            touched, reached, assigned = life.touched[lead], life.reached[lead], host.assigned[lead]
            waited, routed, closed = wait_of(host, lead)
            amount = life.amounts[lead]
            yield SimulatedLead(
                lead=id,
                source=crowd.sources[crowd.source[lead]].name,
                came=moment(crowd.arrived[lead]),
                assigned=None if assigned < 0 else moment(assigned),
                first_touch=None if touched < 0 else moment(touched),
                reached=None if reached < 0 else moment(reached),
                wait_min=waited / MINUTE,
                wait_routing_min=routed / MINUTE,
                wait_closed_min=closed / MINUTE,
                wait_queue_min=(waited - routed - closed) / MINUTE,
                censored=touched < 0,
                attempts=life.attempts[lead],
                worked_min=life.worked[lead] / MINUTE,
                passes=life.leads[lead].passes,
                state=life.state[lead],
                amount=None if amount is None else float(amount),
            )

    def waiting(self) -> Waiting:
        """How long leads waited for their first touch, and which share of that was closed hours, which queueing."""
        return waiting(self._host)

    def metrics(self) -> dict[str, float | None]:
        """What the run comes to, by name: leads, waits, touches, deals, and the share that was kept of each promise.

        `kept_share_CLAUSE` is met over met and breached, of the clocks that started in the run; None if there are none.
        """
        return metrics(self._host)

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write the log as `read_events` reads it: a row an event, times in UTC, a column for each name in the data."""
        names = list(dict.fromkeys(name for event in self.events for name in event.data))
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([*_COLUMNS, *names])
            for event in self.events:
                data = (_written(event.data.get(name)) for name in names)
                writer.writerow([event.lead, iso(event.instant), event.name, event.actor or "", *data])

    def to_frame(self, backend: str = "pandas") -> Any:
        """A data frame with a row for each lead; errors as of `Rows.to_frame`."""
        return self.leads.to_frame(backend)

    def to_dict(self) -> dict[str, Any]:
        """What the run comes to, as JSON can carry it."""
        return {
            "begin": iso(self._prepared.begin),
            "end": iso(self._prepared.end),
            "run": self.streams.run,
            **self.metrics(),
        }

    def _sheets(self, shown: int) -> Sequence[Sheet]:
        head = repr(self).strip("<>")
        [sheet] = self.leads._sheets(shown)
        return (attrs.evolve(sheet, head=head), *self.evaluation._sheets(min(shown, 10)))

    def __repr__(self) -> str:
        waiting = self.waiting()
        mean = (
            "" if waiting.mean_wait_min is None else f", {waiting.mean_wait_min:.3g} min to the first touch"
        )
        untouched = f", {waiting.censored:,} not touched" if waiting.censored else ""
        events = sum(map(len, self._host.life.log))
        return f"<SimulatedRun {waiting.leads:,} leads, {events:,} events{mean}{untouched}>"


def _written(value: Any) -> str:
    """A value in a cell: text as it is, anything else as JSON has it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, default=str)
