"""`Scenario`: who comes, who works, and what comes of it, to be lived through under an agreement."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from leadsla.documents.reading import read_file, read_text
from leadsla.documents.whole import Whole
from leadsla.errors import Fault, ScenarioError
from leadsla.instants import zone
from leadsla.simulation.model.arrivals import Arrivals
from leadsla.simulation.model.keys import key, made, refusal, several, taken, words
from leadsla.simulation.model.outcomes import Acceptance, Deal, Qualification, Returning
from leadsla.simulation.model.people import Representative
from leadsla.simulation.model.soundness import faults_of_whole
from leadsla.simulation.model.working import Routing, Work

if TYPE_CHECKING:
    from leadsla.agreement import Agreement
    from leadsla.simulation.host.simulated import SimulatedRun
    from leadsla.simulation.host.trial import ScenarioTrial
    from leadsla.simulation.streams import Seed, Streams


def _some(read: Any, what: str) -> Any:
    each = several(read)

    def reader(value: Any) -> tuple[Any, ...]:
        found = each(value)
        if not found:
            raise refusal("a list with nothing in it", what)
        return found

    return reader


def _zone(value: Any) -> str:
    return zone(value).key


@attrs.frozen
class Scenario:
    """A model of what may happen: leads that come, people who work them under an agreement, and what comes of it.

    Each argument is written as in the document, or as a value of its class. `timezone` is that of arrivals and hours;
    the agreement's where nothing is said.

    >>> from datetime import datetime, timezone
    >>> import leadsla as ls
    >>> scenario = Scenario(
    ...     arrivals={"per_hour": {"mon-fri": {"09:00-17:00": 3}}, "events": ["created", "qualified"]},
    ...     representatives=2,
    ...     work={"handling_minutes": 20, "contact": ["40%", "25%"]},
    ...     acceptance={"probability": "80%", "reasons": {"no_budget": 3, "duplicate": 1}},
    ... )
    >>> begin, end = (datetime(2026, 3, day, tzinfo=timezone.utc) for day in (2, 9))
    >>> run = scenario.simulate(ls.examples.acme(), begin, end, rng=7)
    >>> run.evaluation == ls.evaluate(ls.examples.acme(), run.events, at=end)
    True

    Raises `ScenarioError` with the field that is wrong.
    """

    arrivals: tuple[Arrivals, ...] = key("arrivals", _some(made(Arrivals), "{per_hour: 12}"))
    representatives: tuple[Representative, ...] = key("representatives", _some(Representative.of, "7"))
    work: Work = key("work", made(Work))
    routing: Routing = key("routing", made(Routing), attrs.Factory(Routing))
    acceptance: Acceptance | None = key("acceptance", made(Acceptance), None)
    qualification: Qualification | None = key("qualification", made(Qualification), None)
    deal: Deal | None = key("deal", made(Deal), None)
    returning: Returning | None = key("returning", made(Returning), None)
    title: str | None = key("title", words, None)
    timezone: str | None = key("timezone", taken(_zone), None)

    def __attrs_post_init__(self) -> None:
        faults = list(faults_of_whole(attrs.asdict(self, recurse=False)))
        if faults:
            raise ScenarioError.of(faults)

    @classmethod
    def of(cls, tree: Mapping[str, Any]) -> Scenario:
        """From a mapping as a document has it; raises `ScenarioError` with all that is wrong in it at once."""
        found, faults = _WHOLE.read(tree)
        if found is None:
            raise ScenarioError.of(faults)
        return found

    def simulate(
        self, agreement: Agreement, begin: dt.datetime, end: dt.datetime, *, rng: Seed | Streams = None
    ) -> SimulatedRun:
        """Live through the time from `begin` to `end` under an agreement, and judge it as it stands then.

        `rng` is a whole number, a `SeedSequence`, a `Generator`, streams, or None (fresh; the run says which). Raises
        `ScenarioError` with all that does not go with the agreement, or in this time: calendars and skills that there
        are not, nobody who is ever at work, steps of a cadence at hours at which nobody is.
        """
        from leadsla.simulation.host.prepared import prepared
        from leadsla.simulation.streams import Streams

        return prepared(self, agreement, begin, end).run(Streams.of(rng))

    def trial(self, agreement: Agreement, begin: dt.datetime, end: dt.datetime) -> ScenarioTrial:
        """The scenario under an agreement as a policy of an experiment (`replicate`, `sweep`).

        Raises what `simulate` raises, before anything is run.
        """
        from leadsla.simulation.host.trial import ScenarioTrial

        return ScenarioTrial.of(self, agreement, begin, end)


def _error(faults: Iterable[Fault], text: str) -> ScenarioError:
    return ScenarioError.of(faults, text)


_WHOLE: Final = Whole(
    Scenario,
    "a scenario",
    "arrivals: {per_hour: 12}, and so on",
    _error,
    lambda parts: faults_of_whole(parts),
)


def load(path: str | os.PathLike[str]) -> Scenario:
    """The scenario in a file: `.yaml` or `.yml`, `.json` or `.toml`.

    Raises `ScenarioError` with all that is wrong with the file or in it, each with its line; the text shows the first
    ten faults.
    """
    return _WHOLE.of(read_file(Path(path) if not isinstance(path, str) else path))


def loads(text: str, format: str = "yaml", *, name: str = "<text>") -> Scenario:
    """The scenario in a text of the format yaml, json or toml; `name` is what faults call it.

    >>> loads("arrivals: {per_hour: 6}\\nrepresentatives: 4\\nwork: {handling_minutes: 20}").routing.to
    'pool'

    Raises `ScenarioError` with all that is wrong in it.
    """
    return _WHOLE.of(read_text(text, format, name))
