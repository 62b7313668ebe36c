"""From the document of a case file to cases, with every fault at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import attrs

from leadsla.agreement import Agreement
from leadsla.attainment import KEPT, MISSED, UNDECIDED
from leadsla.clauses import KINDS, LeadClause
from leadsla.consequences import VERBS
from leadsla.documents import Document
from leadsla.documents.entries import Parts
from leadsla.documents.entry_faults import (
    FaultyError,
    described,
    empty_faults,
    key_faults,
    under,
    wrong_type,
)
from leadsla.errors import Fault, LeadSLAError
from leadsla.events import VOCABULARY, Event
from leadsla.lead import BREACHED, MET, OPEN, VOID
from leadsla.periods import Share
from leadsla.reports.cases.keys import EntryOf, as_it_is, names, one_of, period, plain, text, whole
from leadsla.reports.cases.times import CaseTimes
from leadsla.reports.cases.values import INSTANTS, OF_A_PERIOD, OF_A_SCORE, PLAIN, WHICH, Case, Expected, Said

_CASE: Final = ("case", "why", "events", "at", "then")
_EVENT: Final = ("at", "event", "lead", "leads", "id", "actor", "seq", "recorded_at")
#: To how many leads one line of a case can happen.
MOST_LEADS: Final = 10_000
_THEN: Final = (
    *("at", "lead", "clause", *WHICH, "clocks", *PLAIN, *INSTANTS),
    *(*OF_A_PERIOD, *OF_A_SCORE, "follows", "on", "stage", "anomalies"),
)
#: Whom an event is about where a case has one lead and does not name it.
_THE_LEAD: Final = "L1"
#: Of nobody: the event of a team.
_TEAMS: Final = ("meeting_held", "status_reported")
_OUTCOMES: Final = (OPEN, MET, BREACHED, VOID)
_STATUSES: Final = (KEPT, MISSED, UNDECIDED)
#: When something can follow: what the kinds have as `on_breach` and its siblings.
_OCCASIONS: Final = tuple(
    dict.fromkeys(
        field.name.removeprefix("on_")
        for kind in (LeadClause, *KINDS)
        for field in attrs.fields(kind)  # type: ignore[arg-type]
        if field.name.startswith("on_")
    )
)
_SAID: Final = re.compile(
    r"(?P<do>\w+)\s+(?P<to>.+?)(?:\s+at\s+(?P<at>(?:[A-Za-z]+,?\s+)?\d{4}-\d\d-\d\d.*))?"
)


def read_cases(document: Document, agreement: Agreement) -> tuple[tuple[Case, ...], list[Fault]]:
    """The cases in a document for an agreement, and all that is wrong with them; a case with faults is left out."""
    tree = document.tree
    if not isinstance(tree, Mapping):
        return (), [wrong_type("a mapping with the key `cases`", tree, "cases: [...]")]
    faults = key_faults(tree, ("cases",), ("cases",), "a case file") + empty_faults(tree)
    listed = tree.get("cases")
    if listed is not None and not isinstance(listed, list):
        faults += under("cases", [wrong_type("a list of cases", listed, "- case: what it shows")])
    cases, names = [], dict[str, int]()
    for number, entry in enumerate(listed if isinstance(listed, list) else ()):
        path = f"cases[{number}]"
        reading = _Reading(agreement, path)
        case = reading.case(entry)
        name = entry.get("case") if isinstance(entry, Mapping) else None
        if isinstance(name, str) and names.setdefault(name, number) != number:
            because = f"cases[{names[name]}] is called so too; a report names cases by it"
            reading.faults.append(Fault("duplicate-id", "two cases have one name", "case", because=because))
        faults += under(path, reading.faults)
        if case is not None and not reading.faults:
            cases.append(case)
    return tuple(cases), faults


def data_names(agreement: Agreement) -> set[str]:
    """The names of data that mean something: of the vocabulary, the fields, and `event.NAME` of the agreement."""
    parts = (
        agreement.clauses,
        agreement.lifecycle,
        agreement.scorecards,
        agreement.disqualification,
        agreement.kpis,
    )
    read = {name for part in parts for name in re.findall(r"\bevent\.(\w+)", repr(part))}
    read.update(re.findall(r"'(\w+)'", repr(agreement.clauses)))  # a kind may name data in a key of its own
    return read | set(agreement.fields) | {name for names in VOCABULARY.values() for name in names}


class _Reading:
    """One case being read; paths are relative to it."""

    def __init__(self, agreement: Agreement, path: str) -> None:
        self.agreement = agreement
        self.path = path
        self.times = CaseTimes(agreement.timezone)
        self.parts = Parts()
        self.faults = self.parts.faults

    def case(self, entry: Any) -> Case | None:
        if not isinstance(entry, Mapping):
            self.faults.append(
                wrong_type("a case", entry, "{case: what it shows, events: [...], then: [...]}")
            )
            return None
        self.faults += key_faults(entry, _CASE, ("case", "events", "then"), "a case") + empty_faults(entry)
        name = self.value(entry, "case", text)
        why = self.value(entry, "why", text)
        at = self.value(entry, "at", self.times.read)
        events = [event for found in self.listed(entry, "events", self.event) for event in found]
        leads = _leads(entry.get("events"))
        then = self.listed(entry, "then", lambda path, item: self.expected(path, item, at, leads))
        if self.faults or not name:
            return None
        if not then:
            self.faults.append(Fault("wrong-value", "a case that expects nothing shows nothing", "then"))
            return None
        last = max(expected.at for expected in then)
        for number, line in enumerate(entry["events"]):
            if self.times.read(line["at"]) > last:
                what = "this event comes after the last instant that the case looks at"
                self.faults.append(Fault("wrong-value", what, f"events[{number}].at"))
        return Case(name=name, why=why or "", events=tuple(events), then=tuple(then), path=self.path)

    def value(self, entry: Mapping[str, Any], key: str, read: Callable[[Any], Any]) -> Any:
        """The value of a key, or None where there is none or it has faults."""
        given = entry.get(key)
        return None if given is None else self.parts.part(key, read, given)

    def listed(self, entry: Mapping[str, Any], key: str, read: Callable[[str, Any], Any]) -> list[Any]:
        value = entry.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.faults += under(key, [wrong_type("a list", value, "[...]")])
            return []
        return [read(f"{key}[{number}]", item) for number, item in enumerate(value)]

    # -- events ------------------------------------------------------------------------------------------------

    def event(self, path: str, entry: Any) -> list[Event]:
        """The event of a line, or those of several leads."""
        inner = EntryOf(path, entry, self.parts)
        if not inner.check("an event", (*_EVENT, *data_names(self.agreement)), ("at", "event")):
            return []
        name = inner.value("event", text)
        data = {key: plain(value) for key, value in inner.given.items() if key not in _EVENT}
        lead = inner.value("lead", text)
        leads = inner.value("leads", _leads_of(lead))
        lead = lead or ("" if name in _TEAMS else _THE_LEAD)
        known = {key: inner.value(key, text) for key in ("id", "actor")}
        known["seq"] = inner.value("seq", whole)
        known["recorded_at"] = inner.value("recorded_at", self.times.read)
        at = inner.value("at", self.times.read)
        if leads is not None and known["id"] is not None:
            inner.fault(Fault("wrong-value", "one id cannot be that of several events", "id", on_key=True))
        if inner.faulty:
            return []
        try:
            return [Event(one, at, str(name), data, **known) for one in leads or (lead,)]
        except LeadSLAError as error:
            self.faults += under(path, [Fault("wrong-value", str(error))])
            return []

    # -- what is expected --------------------------------------------------------------------------------------

    def expected(self, path: str, entry: Any, at: Any, leads: tuple[str, ...]) -> Expected | None:
        inner = EntryOf(path, entry, self.parts)
        if not inner.check("what is expected", _THEN, ()):
            return None
        when = inner.value("at", self.times.read)
        if inner.given.get("at") is None:
            when = at
            if at is None:
                inner.fault(Fault("missing-key", "it is not said when this is looked at", write="at: TIME"))
        clause = inner.value("clause", self.clause)
        lead = inner.value("lead", lambda value: one_of(text(value), leads, "lead of this case"))
        about_lead = clause is not None and self.agreement.clauses_by_id[clause].subject == "lead"
        about_lead &= "period" not in inner.given
        if (
            lead is None
            and len(leads) == 1
            and (about_lead or "stage" in inner.given or any(key in inner.given for key in OF_A_SCORE))
        ):
            lead = leads[0]
        found = Expected(
            path=f"{self.path}.{path}",
            at=when,
            lead=lead,
            clause=clause,
            which={
                key: inner.value(key, period if key == "period" else as_it_is)
                for key in WHICH
                if key in inner.given
            },
            wanted=self.wanted(inner),
            clocks=inner.value("clocks", whole),
            of_period=self.of_period(inner),
            of_score={key: inner.value(key, as_it_is) for key in OF_A_SCORE if key in inner.given},
            follows=inner.value("follows", self.follows),
            on=inner.value("on", lambda value: one_of(text(value), _OCCASIONS, "occasion")),
            stage=inner.value("stage", self.stage),
            anomalies=inner.value("anomalies", names),
        )
        if not inner.faulty:
            for fault in _contradictions(found, about_lead, leads):
                inner.fault(fault)
        return None if inner.faulty else found

    def wanted(self, inner: EntryOf) -> dict[str, Any]:
        """What the clock has to be."""
        found: dict[str, Any] = {
            key: inner.value(key, as_it_is) for key in PLAIN if key in inner.given and key != "outcome"
        }
        if "outcome" in inner.given:
            found["outcome"] = inner.value("outcome", lambda value: one_of(text(value), _OUTCOMES, "outcome"))
        for key in INSTANTS:
            if inner.given.get(key) == "never":
                found[key] = None
            elif key in inner.given:
                found[key] = inner.value(key, self.times.read)
        return found

    def of_period(self, inner: EntryOf) -> dict[str, Any]:
        """What the row of a period has to be."""
        found: dict[str, Any] = {}
        if "target" in inner.given:
            found["status"] = inner.value("target", lambda value: one_of(text(value), _STATUSES, "status"))
        if "rate" in inner.given:
            found["rate"] = inner.value("rate", lambda value: float(Share.parse(text(value)).value))
        for key in _OUTCOMES:
            if key in inner.given:
                found[key] = inner.value(key, whole)
        return found

    def clause(self, value: Any) -> str:
        return one_of(text(value), self.agreement.clauses_by_id, "clause")

    def stage(self, value: Any) -> str:
        return one_of(text(value), (*self.agreement.lifecycle.order, "none"), "stage")

    def follows(self, value: Any) -> tuple[Said, ...]:
        """A list of consequences in words, or `nothing`."""
        if value == "nothing":
            return ()
        parts = Parts()
        items = value if isinstance(value, list) else [value]
        found = [
            parts.part(f"[{n}]" * isinstance(value, list), self.said, item) for n, item in enumerate(items)
        ]
        parts.done()
        return tuple(found)

    def said(self, value: Any) -> Said:
        example = "alert sales_manager, or alert sales_manager at Mon 2026-03-02 09:05"
        if isinstance(value, Mapping) and len(value) == 1:
            value = " ".join(map(str, *value.items()))
        found = _SAID.fullmatch(text(value).strip())
        if found is None:
            raise FaultyError(Fault("wrong-value", f"{described(value)} is no consequence", write=example))
        at = None if found["at"] is None else self.times.read(found["at"])
        return Said(one_of(found["do"], VERBS, "action"), found["to"], at)


def _contradictions(expected: Expected, about_lead: bool, leads: tuple[str, ...]) -> Iterable[Fault]:
    """Keys that make no sense together."""
    of_clock = expected.wanted or expected.clocks is not None
    if (of_clock or expected.which or expected.of_period) and expected.clause is None:
        yield Fault("missing-key", "it is not said of which clause", write="clause: first-response")
    if of_clock and about_lead and expected.lead is None:
        write = f"lead: {leads[0] if leads else 'L1'}"
        yield Fault("missing-key", "it is not said of which lead", write=write)
    if (expected.stage is not None or expected.of_score) and expected.lead is None:
        yield Fault("missing-key", "it is not said of which lead", write="lead: L1")
    if expected.of_period and "period" not in expected.which:
        yield Fault("missing-key", "it is not said of which period", write="period: 2026-03")
    if expected.on is not None and expected.follows is None:
        yield Fault("missing-key", "`on` narrows down what follows", "on", write="follows: nothing")
    if expected.of_period and expected.wanted:
        yield Fault(
            "wrong-value", "one entry is about a clock or about a target, not both", write="two entries"
        )
    said = (expected.clocks, expected.follows, expected.stage, expected.anomalies)
    said_of = expected.wanted or expected.of_period or expected.of_score
    if not said_of and all(part is None for part in said):
        yield Fault("missing-key", "nothing is expected here", write="outcome: met")


def _leads(events: Any) -> tuple[str, ...]:
    """The leads that the events of a case are about, whatever else is wrong with them."""
    given = [event for event in events if isinstance(event, Mapping)] if isinstance(events, list) else []
    named: list[Any] = []
    for event in given:
        lead = event.get("lead", "" if event.get("event") in _TEAMS else _THE_LEAD)
        try:
            named += _leads_of(event.get("lead"))(event["leads"])
        except (FaultyError, KeyError):
            named.append(lead)
    return tuple(dict.fromkeys(lead for lead in named if isinstance(lead, str) and lead))


def _leads_of(lead: Any) -> Callable[[Any], tuple[str, ...]]:
    """The reader of `leads`: `{leads: 3}` is L1, L2 and L3, `{lead: A, leads: 2}` is A1 and A2."""

    def read(value: Any) -> tuple[str, ...]:
        if not 1 <= whole(value) <= MOST_LEADS:
            write = f"a number from 1 to {MOST_LEADS:,}"
            raise FaultyError(Fault("wrong-value", f"{value} leads", write=write))
        return tuple(f"{lead or _THE_LEAD[0]}{number}" for number in range(1, value + 1))

    return read
